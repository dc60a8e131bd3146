import SkaldCore
import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// How an event stands at each sink.
  func deliveries(of row: OutboxRow, _ index: Int, _ store: Opened) throws(StoreError) -> [JSON] {
    let event = store.outbound(row, index)
    let dropped = try store.reader.journal(of: row.instance).compactMap { row -> DroppedEvent? in
      if case .dropped(let dropped) = row.event.kind, dropped.id == event.id { dropped } else { nil }
    }
    let letters = try store.reader.deadLetters(DeadLetterQuery(place: event.place, limit: .max))
    var list: [JSON] = []
    for sink in setup.sinks {
      let letter = letters.first { $0.sink == sink.name }
      let state: String
      if letter != nil {
        state = "dead"
      } else if dropped.contains(where: { $0.sink == sink.name }) {
        state = "dropped"
      } else if try store.reader.cursor(sink: sink.name) < row.position {
        state = "pending"
      } else {
        state = try store.reader.held(sink: sink.name).contains(event.place) ? "held" : "delivered"
      }
      list.append([
        "sink": .string(sink.name), "state": .string(state), "error": letter.map { .string($0.error) } ?? .null,
      ])
    }
    return list
  }
}
