import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Tells the history of an instance that an event of it is not sent to a sink.
  func note(_ dropped: SinkProgress.Dropped) throws(StoreError) {
    actions.append(.reply(dropped.ticket, .decided))
    let event = dropped.event
    audit(
      "drop-event", of: event.id, by: event.by, reason: event.reason,
      detail: ["event": .string(event.name), "sink": .string(event.sink)])
    guard let id = try reader.outbox(at: [dropped.place.position]).first?.instance else { return }
    guard let instance = try instance(id) else { return try noteLate(id, .dropped(dropped.event)) }
    try reduce(instance, .dropped(dropped.event))
  }
}
