import SkaldCore
import SkaldRuntime
import SkaldValue

/// Whoever looks after the outbox asks the relay: it alone knows what is held and why.
extension Relay {
  func answer(_ request: OutboxRequest, _ state: inout RelayState) {
    switch request.wish {
    case .look: reply(request.ticket, .heldKeys(state.heldKeys))
    case .retry(let id):
      do throws(EngineError) {
        if !state.retry(event: id) { try state.retry(try letter(id)) }
        reply(request.ticket, .decided)
      } catch {
        reply(request.ticket, .refused(error))
      }
    case .drop(let id, let reason, let actor):
      // The reply comes once the drop is durable.
      do throws(EngineError) {
        if state.holds(event: id) {
          try state.drop(event: id, reason: reason, by: actor, request.ticket)
        } else {
          try state.drop(try letter(id), reason: reason, by: actor, request.ticket)
        }
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
    let count = try reader.deadLetterCounts().first { $0.sink == sink.name }?.count ?? 0
    let open = try reader.incidents(IncidentQuery(kind: IncidentKinds.deadLetters, limit: .max))
    state.takeUpLetters(count, isTold: open.contains { $0.incident.step == sink.name })
  }
}

extension Relay {
  /// A dead letter of the sink, by the id of its event.
  private func letter(_ id: String) throws(EngineError) -> DeadMessage {
    let found: DeadMessage?
    do throws(StoreError) {
      found = try mint.place(ofEvent: id).flatMap { place throws(StoreError) in try letter(at: place) }
    } catch {
      throw .store(error)
    }
    guard let found, found.event.id == id else { throw .unknownEvent(id) }
    return found
  }

  private func letter(at place: OutboundEvent.Place) throws(StoreError) -> DeadMessage? {
    guard let letter = try reader.deadLetters(DeadLetterQuery(sink: sink.name, place: place, limit: 1)).first,
      let row = try reader.outbox(at: [place.position]).first,
      let event = events(of: row).first(where: { $0.place == place })
    else { return nil }
    return DeadMessage(letter: letter, event: event)
  }
}

extension EngineError {
  static func unknownEvent(_ id: String) -> EngineError {
    EngineError(code: .unknownEvent, message: "no sink holds an event `\(id)`")
  }
}
