import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// Messages, as the API gives them: `{"messages": […], "next": …}`; those that were emitted here and those that came in,
  /// by time. A page with a next one may have fewer messages than asked for, even none: then it had looked at enough.
  /// - Throws: ``EngineError`` with the codes `unknown_topic`, `unknown_instance`, `input_invalid`, `store_failed`.
  public func messages(_ query: MessageQuery) async throws(EngineError) -> JSON {
    let store = try await store
    let book = TopicBook(programs)
    let scope = try query.instance.map { id throws(EngineError) in
      let row = try find(id, in: store)
      do throws(StoreError) { return InstanceScope(try store.reader.journal(of: row.id)) } catch { throw .store(error) }
    }
    var scan = try MessageScan(store: store, query: query, topics: book, instance: scope)
    var list: [JSON] = []
    let next: String?
    do throws(StoreError) {
      let page = try scan.page()
      for message in page.messages { list.append(.object(try summary(message, book, store))) }
      next = page.next
    } catch {
      throw .store(error)
    }
    if list.isEmpty, next == nil, query.after == nil, let topic = query.topic, !book.names.contains(topic) {
      throw .unknownTopic(topic, book.names)
    }
    return ["messages": .array(list), "next": next.map { .string($0) } ?? .null]
  }

  /// A message in full: with its data, its CloudEvents attributes, and how it stands at each sink.
  /// - Parameter reference: its position as a list has it, or the id of an event that was emitted here.
  /// - Throws: ``EngineError`` with the codes `unknown_event`, `store_failed`.
  public func message(_ reference: String) async throws(EngineError) -> JSON {
    let store = try await store
    let book = TopicBook(programs)
    let found: JSON?
    do throws(StoreError) {
      found = try find(reference, store).map { message throws(StoreError) in try full(message, book, store) }
    } catch {
      throw .store(error)
    }
    guard let found else {
      throw EngineError(code: .unknownEvent, message: "there is no message `\(reference)`")
    }
    return found
  }

  private func full(_ message: Message, _ book: TopicBook, _ store: Opened) throws(StoreError) -> JSON {
    var object = try summary(message, book, store)
    object["attributes"] = attributes(message, store)
    object["data"] = message.data
    if case .emitted(let row, let index) = message.origin {
      object["deliveries"] = .array(try deliveries(of: row, index, store))
    }
    return .object(object)
  }

  private func find(_ reference: String, _ store: Opened) throws(StoreError) -> Message? {
    switch MessagePosition(reference) {
    case .received(let number)?:
      let entry = try store.reader.inbox(.after(number - 1), limit: 1).first
      return entry.flatMap { $0.number == number ? Message(origin: .received($0)) : nil }
    case .emitted(let place)?: return try emitted(at: place, store)
    case nil:
      guard let place = store.mint.place(ofEvent: reference), let message = try emitted(at: place, store),
        store.mint.eventID(at: message.at, place) == reference
      else { return nil }
      return message
    }
  }

  private func emitted(at place: OutboundEvent.Place, _ store: Opened) throws(StoreError) -> Message? {
    guard let row = try store.reader.outbox(at: [place.position]).first, row.events.indices.contains(place.index)
    else { return nil }
    return Message(origin: .emitted(row, index: place.index))
  }

  private func summary(_ message: Message, _ book: TopicBook, _ store: Opened) throws(StoreError) -> JSONObject {
    var uid: String?
    if let id = message.instance, let row = try store.reader.instance(id) {
      uid = store.mint.uid(of: id, startedAt: row.startedAt)
    }
    let step = message.saga.flatMap { book.step(of: message.type, in: $0) }
    let (id, source) = identity(message, store)
    var object = JSONObject([
      ("position", .string(message.position.text)), ("direction", .string(message.direction.rawValue)),
      ("at", .string(message.at.text)), ("topic", .string(book.topic(of: message))), ("type", .string(message.type)),
      ("key", message.key.map { .string($0) } ?? .null), ("id", .string(id)), ("source", .string(source)),
      ("instance", uid.map { .string($0) } ?? .null), ("saga", message.saga.map { .string($0) } ?? .null),
      ("step", step.map { .string($0) } ?? .null),
    ])
    if case .received(let entry) = message.origin { object["waits"] = .bool(entry.row.isParked) }
    return object
  }

  private func identity(_ message: Message, _ store: Opened) -> (id: String, source: String) {
    switch message.origin {
    case .received(let entry): (entry.row.id, entry.row.source)
    case .emitted(let row, let index): { event in (event.id, event.source) }(store.outbound(row, index))
    }
  }

  /// The CloudEvents attributes.
  private func attributes(_ message: Message, _ store: Opened) -> JSON {
    switch message.origin {
    case .emitted(let row, let index):
      var event = store.outbound(row, index).cloudEvent.object ?? JSONObject()
      event["data"] = nil
      return .object(event)
    case .received(let entry):
      var event = JSONObject([
        ("specversion", "1.0"), ("id", .string(entry.row.id)), ("source", .string(entry.row.source)),
        ("type", .string(entry.row.name)),
      ])
      for member in entry.row.attributes.members { event[member.name] = member.value }
      return .object(event)
    }
  }
}

extension Opened {
  /// An event of a row, as it goes out.
  func outbound(_ row: OutboxRow, _ index: Int) -> OutboundEvent {
    let place = OutboundEvent.Place(position: row.position, index: index)
    return OutboundEvent(
      place: place, id: mint.eventID(at: row.at, place), saga: row.saga, subject: row.key, time: row.at,
      event: row.events[index], orderingKey: row.events[index].orderingKey(of: row.instance))
  }
}

extension EngineError {
  fileprivate static func unknownTopic(_ topic: String, _ known: [String]) -> EngineError {
    let hint = known.isEmpty ? "there are none" : "known are: \(known.joined(separator: ", "))"
    return EngineError(code: .unknownTopic, message: "there is no topic `\(topic)`; \(hint)")
  }
}
