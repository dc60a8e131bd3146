import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// Events that sinks did not take and that were put aside, as the API gives them: `{"deadLetters": […], "next": …}`, in
  /// the order in which they were emitted.
  /// - Parameters:
  ///   - sink: Only of this sink.
  ///   - after: Only those behind this place: the `next` of an earlier page.
  ///   - limit: At most so many.
  /// - Throws: ``EngineError`` with the codes `input_invalid`, `store_failed`.
  public func deadLetters(
    sink: String? = nil, after: String? = nil, limit: Int = 50
  ) async throws(EngineError) -> JSON {
    let store = try await store
    var query = DeadLetterQuery(sink: sink, limit: limit + 1)
    query.after = try after.map { text throws(EngineError) in try DeadLetterQuery.Mark(text: text) }
    do throws(StoreError) {
      let letters = try store.reader.deadLetters(query)
      let shown = letters.prefix(limit)
      var list: [JSON] = []
      for letter in shown {
        guard let (object, _) = try object(letter, store) else { continue }
        list.append(.object(object))
      }
      return [
        "deadLetters": .array(list),
        "next": letters.count > limit ? shown.last.map { .string($0.mark.text) } ?? .null : .null,
      ]
    } catch {
      throw .store(error)
    }
  }

  /// A dead letter in full: with its data and its CloudEvents attributes.
  /// - Parameters:
  ///   - id: The event's id.
  ///   - sink: The sink; nil where it is a dead letter of one alone.
  /// - Throws: ``EngineError`` with the codes `unknown_event`, `input_invalid`, `store_failed`.
  public func deadLetter(_ id: String, sink: String? = nil) async throws(EngineError) -> JSON {
    let store = try await store
    let letters = try letters(of: id, store).filter { (sink ?? $0.sink) == $0.sink }
    guard let letter = letters.first else { throw .unknownEvent(id) }
    guard letters.count == 1 else { throw Self.ambiguous(letters.map(\.sink)) }
    let found: (object: JSONObject, event: OutboundEvent)?
    do throws(StoreError) {
      found = try object(letter, store)
    } catch {
      throw .store(error)
    }
    guard let (summary, event) = found else { throw .unknownEvent(id) }
    var object = summary
    var attributes = event.cloudEvent.object ?? JSONObject()
    object["data"] = attributes["data"]
    attributes["data"] = nil
    object["attributes"] = .object(attributes)
    return .object(object)
  }

  /// The dead letters of an event, one for each sink that did not take it.
  func letters(of id: String, _ store: Opened) throws(EngineError) -> [DeadLetter] {
    guard let place = store.mint.place(ofEvent: id) else { return [] }
    do throws(StoreError) {
      guard let row = try store.reader.outbox(at: [place.position]).first,
        store.mint.eventID(at: row.at, place) == id
      else { return [] }
      return try store.reader.deadLetters(DeadLetterQuery(place: place, limit: .max))
    } catch {
      throw .store(error)
    }
  }

  /// Several sinks hold an event that somebody means.
  static func ambiguous(_ sinks: [String]) -> EngineError {
    let names = sinks.map { "`\($0)`" }.joined(separator: ", ")
    return invalid("sink", "several sinks hold the event: say which of \(names)")
  }

  private func object(
    _ letter: DeadLetter, _ store: Opened
  ) throws(StoreError) -> (object: JSONObject, event: OutboundEvent)? {
    guard let row = try store.reader.outbox(at: [letter.place.position]).first,
      row.events.indices.contains(letter.place.index)
    else { return nil }
    let event = store.outbound(row, letter.place.index)
    let uid = try store.reader.instance(row.instance).map { store.mint.uid(of: $0.id, startedAt: $0.startedAt) }
    let object = JSONObject([
      ("id", .string(event.id)), ("sink", .string(letter.sink)), ("position", .string("\(letter.place.text)")),
      ("event", .string(event.event.name)), ("topic", .string(event.event.topic ?? event.event.name)),
      ("orderingKey", .string(letter.orderingKey)), ("saga", .string(row.saga)),
      ("instance", uid.map { .string($0) } ?? .null), ("key", row.key.map { .string($0) } ?? .null),
      ("emittedAt", .string(row.at.text)), ("attempts", .int(Int64(letter.attempts))),
      ("error", .string(letter.error)), ("failingSince", .string(letter.failingSince.text)),
      ("deadSince", .string(letter.at.text)),
    ])
    return (object, event)
  }
}

extension OutboundEvent.Place {
  fileprivate var text: String { MessagePosition.emitted(self).text }
}

extension DeadLetterQuery.Mark {
  fileprivate init(text: String) throws(EngineError) {
    let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, case .emitted(let place)? = MessagePosition(String(parts[0])) else {
      throw SagaEngine.invalid("after", "expected the `next` of an earlier page")
    }
    self.init(place: place, sink: String(parts[1]))
  }

  fileprivate var text: String { "\(place.text)~\(sink)" }
}
