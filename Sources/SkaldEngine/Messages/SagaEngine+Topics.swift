import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// How many of the newest messages of each direction are counted.
  private static let countedMax = 2000

  /// What the newest messages say of a topic.
  private struct Traffic {
    var emitted = 0
    var received = 0
    var last: Message?

    mutating func count(_ message: Message) {
      if case .emitted = message.origin { emitted += 1 } else { received += 1 }
      if let last, message.isBefore(last) { return }
      last = message
    }
  }

  /// The topics, as the API gives them: `{"topics": […]}`, each with its types, who emits and hears them, and what the
  /// newest messages say. Counts are of the newest 2000 of each direction; `atLeast` says that there are older ones.
  /// - Throws: ``EngineError`` with the code `store_failed`.
  public func topics() async throws(EngineError) -> JSON {
    let store = try await store
    let book = TopicBook(programs)
    do throws(StoreError) {
      var traffic: [String: Traffic] = [:]
      let rows = try store.reader.outbox(before: .max, limit: Self.countedMax)
      let entries = try store.reader.inbox(.before(.max), limit: Self.countedMax)
      let received = entries.filter { !store.isOwn($0.row) }.map { Message(origin: .received($0)) }
      let start = OutboundEvent.Place(position: .max, index: 0)
      for message in rows.messages(behind: start, newestFirst: true) + received {
        traffic[book.topic(of: message), default: Traffic()].count(message)
      }
      let isCut = rows.count == Self.countedMax || entries.count == Self.countedMax
      let declared = book.names
      let names = declared + Set(traffic.keys).subtracting(declared).sorted()
      return ["topics": .array(names.map { Self.json($0, book.types(of: $0), traffic[$0] ?? Traffic(), isCut) })]
    } catch {
      throw .store(error)
    }
  }

  private static func json(
    _ topic: String, _ types: [TopicBook.TypeEntry], _ traffic: Traffic, _ isCut: Bool
  ) -> JSON {
    [
      "topic": .string(topic), "declared": .bool(!types.isEmpty),
      "types": .array(
        types.map { type in
          [
            "type": .string(type.name), "key": type.key.map { .string($0) } ?? .null,
            "emittedBy": .array(type.emittedBy.sorted().map { .string($0) }),
            "heardBy": .array(type.heardBy.sorted().map { .string($0) }),
          ]
        }),
      "messages": [
        "emitted": .int(Int64(traffic.emitted)), "received": .int(Int64(traffic.received)), "atLeast": .bool(isCut),
      ],
      "lastPosition": traffic.last.map { .string($0.position.text) } ?? .null,
      "lastAt": traffic.last.map { .string($0.at.text) } ?? .null,
    ]
  }
}
