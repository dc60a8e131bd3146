import SkaldCore
import SkaldRuntime
import SkaldValue

/// What becomes of events that a sink does not acknowledge.
extension RelayState {
  /// The keys that are held, in the order of their first events.
  var heldKeys: [HeldKey] {
    let held = lanes.filter { $0.value.isBlocked }.map { key, lane in
      let trouble = lane.failures > 0 ? troubles[key] : nil
      return HeldKey(
        key: key, events: lane.events, failures: lane.failures, error: trouble?.error, failingSince: trouble?.since,
        retryAt: lane.isBusy ? nil : trouble?.retryAt)
    }
    return held.sorted { left, right in
      guard let first = left.events.first?.place, let second = right.events.first?.place else { return false }
      return first < second
    }
  }

  /// The first event of a key was not acknowledged once more.
  mutating func note(_ failure: SinkError, of first: OutboundEvent, after failures: Int) {
    let key = first.orderingKey
    var trouble = troubles[key] ?? RelayTrouble(since: now)
    trouble.error = failure.message
    trouble.retryAt = now + Relay.backoff.waitMax(failures)
    if trouble.takenBefore.map({ $0 < takenCount }) ?? true { trouble.countedFailures += 1 }
    trouble.takenBefore = takenCount
    if !trouble.hasIncident, trouble.isAlarming(after: failures, at: now) {
      trouble.hasIncident = true
      let message = "\(first.event.name) \(first.id) is not acknowledged, and what follows it waits: \(failure.message)"
      let incident = Incident(kind: IncidentKinds.outbox, step: subject(key), message: message, blocks: true)
      progress.incidents.append(.opened(nil, incident, at: now))
    }
    troubles[key] = trouble
  }

  /// The first event of a key is not in the way any more.
  mutating func settle(_ lane: inout RelayLane, _ key: String) {
    lane.failures = 0
    guard troubles.removeValue(forKey: key)?.hasIncident == true else { return }
    progress.incidents.append(.closed(nil, kind: IncidentKinds.outbox, step: subject(key)))
  }

  /// Takes up the incidents that were open at the start; one of a key that is not held any more ends.
  mutating func takeUpIncidents(of subjects: [String]) {
    let open = Set(subjects)
    let held = Set(lanes.keys.map { subject($0) })
    for key in lanes.keys where open.contains(subject(key)) { troubles[key]?.hasIncident = true }
    for subject in subjects where subject.hasPrefix(IncidentKinds.subject(sink: sink, "")) && !held.contains(subject) {
      progress.incidents.append(.closed(nil, kind: IncidentKinds.outbox, step: subject))
    }
  }

  /// Has the key of a held event tried now.
  /// - Returns: whether there is such an event.
  mutating func retry(event id: String) -> Bool {
    guard let (key, _) = find(id) else { return false }
    makeReady(key)
    return true
  }

  /// Whether an event is held.
  func holds(event id: String) -> Bool { find(id) != nil }

  /// Gives a held event up; the key goes on with the next one.
  mutating func drop(event id: String, reason: String, by: String, _ ticket: Ticket) throws(EngineError) {
    guard let (key, index) = find(id), var lane = lanes[key] else { throw .unknownEvent(id) }
    guard !lane.isBusy || index > 0 else {
      throw EngineError(code: .notPossible, message: "the event is being delivered right now; try again")
    }
    let event = lane.events.remove(at: index)
    eventCount -= 1
    let dropped = DroppedEvent(id: event.id, name: event.event.name, sink: sink, reason: reason, by: by)
    progress.released.append(event.place)
    progress.dropped.append(.init(place: event.place, event: dropped, ticket: ticket))
    if index == 0 { settle(&lane, key) }
    lanes[key] = lane
    guard !lane.events.isEmpty else { return removeLane(key) }
    if index == 0 { makeReady(key) }
  }

  private func find(_ id: String) -> (key: String, index: Int)? {
    for (key, lane) in lanes where lane.isBlocked {
      if let index = lane.events.firstIndex(where: { $0.id == id }) { return (key, index) }
    }
    return nil
  }

  private func subject(_ key: String) -> String { IncidentKinds.subject(sink: sink, key) }
}
