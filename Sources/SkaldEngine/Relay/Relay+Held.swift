import SkaldCore
import SkaldRuntime
import SkaldValue

/// Whoever looks after the outbox asks the relay: it alone knows what is held and why.
extension Relay {
  func answer(_ request: OutboxRequest, _ state: inout RelayState) {
    switch request.wish {
    case .look: reply(request.ticket, .heldKeys(state.heldKeys))
    case .retry(let id): reply(request.ticket, state.retry(event: id) ? .decided : .refused(.unknownEvent(id)))
    case .drop(let id, let reason, let actor):
      // The reply comes once the drop is durable.
      do throws(EngineError) {
        try state.drop(event: id, reason: reason, by: actor, request.ticket)
      } catch {
        reply(request.ticket, .refused(error))
      }
    }
  }

  /// Tells the state which incidents are open.
  func takeUpIncidents(_ state: inout RelayState) throws(StoreError) {
    var query = IncidentQuery(kind: IncidentKinds.outbox, limit: 500)
    var subjects: [String] = []
    while true {
      let rows = try reader.incidents(query)
      subjects += rows.map(\.incident.step)
      guard rows.count == query.limit, let last = rows.last else { break }
      query.after = last.number
    }
    state.takeUpIncidents(of: subjects)
  }
}

extension EngineError {
  static func unknownEvent(_ id: String) -> EngineError {
    EngineError(code: .unknownEvent, message: "no sink holds an event `\(id)`")
  }
}
