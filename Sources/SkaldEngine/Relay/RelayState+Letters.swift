import SkaldCore
import SkaldRuntime
import SkaldValue

/// Events that the sink does not take and that are put aside, where its policy says so.
extension RelayState {
  /// Whether the first event of a key is at fault, and not the sink; called once the failure is noted.
  func isPoison(_ failure: SinkError, _ key: String) -> Bool {
    guard case .deadLetter(let bound) = policy else { return false }
    guard !failure.isRefused, let trouble = troubles[key] else { return true }
    return trouble.countedFailures >= bound.attempts || bound.time.map { now - trouble.since >= $0 } ?? false
  }

  /// Puts an event aside.
  mutating func putAside(_ event: OutboundEvent, _ failure: SinkError, after failures: Int) {
    progress.deadLetters.append(
      DeadLetter(
        sink: sink, place: event.place, orderingKey: event.orderingKey, attempts: failures, error: failure.message,
        failingSince: troubles[event.orderingKey]?.since ?? now, at: now))
    letters.count += 1
    tell(of: event, failure)
  }

  /// A dead letter that somebody had tried again was not acknowledged.
  mutating func putAsideAgain(_ event: OutboundEvent, _ failure: SinkError) {
    guard var letter = letters.retried.removeValue(forKey: event.place) else { return }
    letter.attempts += 1
    letter.error = failure.message
    progress.deadLetters.append(letter)
    tell(of: event, failure)
  }

  /// A dead letter is none any more.
  mutating func settleLetter(_ place: OutboundEvent.Place) {
    letters.retried[place] = nil
    letters.settled.insert(place)
    letters.count -= 1
    progress.settledLetters.append(place)
    guard letters.count <= 0, letters.isTold else { return }
    letters.isTold = false
    progress.incidents.append(.closed(nil, kind: IncidentKinds.deadLetters, step: sink))
  }

  /// Tries a dead letter once more, beside what its key has to send.
  mutating func retry(_ message: DeadMessage) throws(EngineError) {
    let place = message.event.place
    guard !letters.settled.contains(place) else { throw .unknownEvent(message.event.id) }
    guard letters.retried.updateValue(message.letter, forKey: place) == nil else { return }
    let key = LetterBook.lane(of: message.event.orderingKey)
    lanes[key, default: RelayLane(isRetried: true)].events.append(message.event)
    eventCount += 1
    makeReady(key)
  }

  /// Gives a dead letter up.
  mutating func drop(_ message: DeadMessage, reason: String, by: String, _ ticket: Ticket) throws(EngineError) {
    let event = message.event
    guard !letters.settled.contains(event.place) else { throw .unknownEvent(event.id) }
    if letters.retried[event.place] != nil { try takeFromRetried(event) }
    let dropped = DroppedEvent(id: event.id, name: event.event.name, sink: sink, reason: reason, by: by)
    progress.dropped.append(.init(place: event.place, event: dropped, ticket: ticket))
    settleLetter(event.place)
  }

  private mutating func takeFromRetried(_ event: OutboundEvent) throws(EngineError) {
    let key = LetterBook.lane(of: event.orderingKey)
    guard let lane = lanes[key], !lane.isBusy else {
      throw EngineError(code: .notPossible, message: "the event is being delivered right now; try again")
    }
    lanes[key]?.events.removeAll { $0.place == event.place }
    eventCount -= 1
    if lanes[key]?.events.isEmpty == true { removeLane(key) }
  }

  /// Takes up what the store has at the start.
  /// - Parameter isTold: whether an incident tells of it.
  mutating func takeUpLetters(_ count: Int, isTold: Bool) {
    letters.count = count
    letters.isTold = isTold
    if count == 0, isTold {
      letters.isTold = false
      progress.incidents.append(.closed(nil, kind: IncidentKinds.deadLetters, step: sink))
    } else if count > 0, !isTold {
      tell("")
    }
  }

  private mutating func tell(of event: OutboundEvent, _ failure: SinkError) {
    tell("; the last: \(event.event.name) \(event.id): \(failure.message)")
  }

  private mutating func tell(_ detail: String) {
    let count = letters.count == 1 ? "one event is a dead letter" : "\(letters.count) events are dead letters"
    letters.isTold = true
    let incident = Incident(kind: IncidentKinds.deadLetters, step: sink, message: count + detail, blocks: false)
    progress.incidents.append(.opened(nil, incident, at: now))
  }
}
