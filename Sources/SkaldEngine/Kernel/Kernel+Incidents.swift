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
    case .scheduled, .started, .dispatched, .answered, .retryPlanned, .succeeded, .failed, .skipped, .waiting, .entered,
      .decided,
      .operated, .consumed, .kept, .published, .moved, .undo, .status, .cancelRequested, .cancelRefused,
      .deadlineIgnored, .late, .adopted, .dropped, .superseded, .recovered:
      return
    }
  }

  /// Tells somebody what a fault of the engine did to an instance.
  func noteRefusal(_ refusal: RefusedTransition) {
    let message =
      "a fault of Skald: what would have led from \(refusal.from.rawValue) to \(refusal.to.rawValue) was taken out"
    let incident = Incident(
      kind: IncidentKinds.illegalTransition, step: IncidentKinds.status, message: message, blocks: false)
    batch.incidents.append(.opened(refusal.instance, incident, at: now))
  }

  /// Drops events that waited too long, and tells of them: one incident for each type, however many they are.
  func dropParked() throws(StoreError) {
    // What this batch gives to an instance is not lost; the next one drops.
    guard batch.unparked.isEmpty, let limit = parking.sweep(at: now) else { return }
    batch.parkedBefore = limit
    for (name, count) in try reader.waitingEvents(until: limit) {
      let events = count == 1 ? "one event was" : "\(count) events were"
      let message = "\(events) dropped at \(now.text) that no instance wanted for seven days"
      let incident = Incident(kind: IncidentKinds.eventUnmatched, step: name, message: message, blocks: false)
      batch.incidents.append(.opened(nil, incident, at: now))
    }
  }

  /// Tells of definitions that cannot be read while instances follow them; where they can be again, that is over.
  func noteUnreadable(_ liveCounts: [DefinitionID: Int]) throws(StoreError) {
    var open: Set<String> = []
    for definition in liveCounts.isEmpty ? [] : try reader.unreadableDefinitions() {
      guard let count = liveCounts[definition.id] else { continue }
      let step = "\(definition.name) \(definition.version) (\(definition.id.number))"
      let message = "this version cannot read it: \(count) live instances that follow it stand still"
      let incident = Incident(kind: IncidentKinds.definition, step: step, message: message, blocks: true)
      batch.incidents.append(.opened(nil, incident, at: now))
      open.insert(step)
    }
    for row in try reader.incidents(IncidentQuery(kind: IncidentKinds.definition, limit: .max)) {
      guard !open.contains(row.incident.step) else { continue }
      batch.incidents.append(.closed(nil, kind: IncidentKinds.definition, step: row.incident.step))
    }
  }

  /// Takes an incident off the list that does not end by itself: somebody has seen to it.
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
    let uid = row.instance.flatMap { id in row.startedAt.map { mint.uid(of: id, startedAt: $0) } }
    audit(
      "settle", of: uid ?? row.incident.step, by: request.by,
      detail: ["kind": .string(row.incident.kind), "step": .string(row.incident.step)])
    return .decided
  }
}
