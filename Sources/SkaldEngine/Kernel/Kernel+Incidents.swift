import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Keeps the list of all open incidents beside what the instances say.
  func noteIncident(_ fact: Fact, of id: InstanceID, at time: Timestamp) {
    switch fact {
    case .incidentOpened(let incident): batch.incidents.append(.opened(id, incident, at: time))
    case .incidentClosed(let incident):
      batch.incidents.append(.closed(id, kind: incident.kind, step: incident.step))
    case .started, .dispatched, .answered, .retryPlanned, .succeeded, .failed, .skipped, .waiting, .entered, .decided,
      .operated, .consumed, .kept, .published, .moved, .undo, .status, .cancelRefused, .deadlineIgnored, .late,
      .dropped, .recovered:
      return
    }
  }

  /// Takes an incident off the list that an ended instance left: somebody has seen to it.
  func settle(_ request: SettleRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: SettleRequest) throws(StoreError) -> Reply {
    let found = try reader.incidents(IncidentQuery(after: request.number - 1, limit: 1)).first
    guard let row = found, row.number == request.number else {
      return .refused(EngineError(code: .unknownIncident, message: "no incident \(request.number) is open"))
    }
    if let id = row.instance, let state = try instance(id)?.state,
      state.incidents.contains(where: { $0.kind == row.incident.kind && $0.step == row.incident.step })
    {
      return .refused(
        EngineError(
          code: .notPossible, message: "the instance is live: the incident ends with what helps it on, or with its end")
      )
    }
    batch.incidents.append(.closed(row.instance, kind: row.incident.kind, step: row.incident.step))
    return .decided
  }
}
