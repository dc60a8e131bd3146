import SkaldCore
package import SkaldRuntime
package import SkaldValue

extension Kernel {
  /// How many instances are recovered with one commit.
  private static let recoveryBatchMax = 1024

  /// Takes up what the store holds: instances at rest keep a slot, those with calls in flight are replayed and their
  /// calls made again under the same keys. Called once, before anything else is processed.
  /// - Returns: the calls to be made.
  package func recover(at time: Timestamp) throws(StoreError) -> [Action] {
    begin(at: time)
    var busy: [LiveSeat] = []
    var known: [LiveSeat] = []
    var unfound: [LiveSeat] = []
    var scheduled: [InstanceID] = []
    var unread: [DefinitionID: Int] = [:]
    // A table that grows holds what it had twice for a moment: with a million instances that is the peak of all memory.
    let count = try store.liveCount()
    slots.reserveCapacity(count)
    timers.reserve(count)
    try store.forEachLive { row in
      guard let place = placeOfDefinition[row.definition] else { return unread[row.definition, default: 0] += 1 }
      let seat = LiveSeat(id: row.id, definition: place)
      definitions[Int(place)].tally.move(from: nil, to: row.status)
      if !claim.isCorrelated, !definitions[Int(place)].correlations.isEmpty { unfound.append(seat) }
      if row.status == .scheduled, definitions[Int(place)].hasLocks { scheduled.append(row.id) }
      // After a restore all are paused, those at rest too.
      guard let rest = row.rest, !claim.isRestored else { return busy.append(seat) }
      slots[row.id.number] = Slot(definition: place, timerEntry: rest.wake?.milliseconds ?? .max)
      if let wake = rest.wake { timers.push(.init(time: wake, instance: row.id.number)) }
      if definitions[Int(place)].hasLocks { known.append(seat) }
    }
    if !claim.isCorrelated { try correlate(unfound) }
    for seat in known { try index(seat) }
    if definitions.contains(where: { $0.hasInnerLocks }) {
      // What the first of them does may already lead to an entity that the last one holds.
      for seat in busy where definitions[Int(seat.definition)].hasLocks { try index(seat) }
    }
    var released: [Action] = []
    for start in stride(from: 0, to: busy.count, by: Self.recoveryBatchMax) {
      let seats = busy[start..<min(start + Self.recoveryBatchMax, busy.count)]
      released += try recover(seats, at: time)
    }
    begin(at: time)
    try recoverKeptStarts(scheduled)
    try noteUnreadable(unread)
    recoverSchedules()
    batch.settlesRestore = claim.isRestored
    return released + (try commit(try sealed(flush: false)))
  }

  private struct LiveSeat {
    let id: InstanceID
    let definition: Int32
  }

  private func recover(_ seats: ArraySlice<LiveSeat>, at time: Timestamp) throws(StoreError) -> [Action] {
    begin(at: time)
    for seat in seats {
      guard let instance = try load(seat.id, definitions[Int(seat.definition)]) else { continue }
      live[seat.id.number] = instance
      claimLocks(instance)
      try takeUp(instance)
      if !instance.isTouched { plan(instance, nextDue: instance.state.nextDue(instance.definition.program)) }
    }
    return try commit(try sealed(flush: false))
  }

  /// What is to be said to an instance: calls of this process are suspects where it did not end in order.
  func recovery(of instance: LiveInstance) -> SagaEvent.Kind {
    if claim.isRestored { return .restored }
    guard claim.wasUnclean else { return .recovered }
    let calls = instance.state.callsUnderWay(instance.definition.program).filter { options.runsInProcess($0.operation) }
    return calls.isEmpty ? .recovered : .crashed(calls.map(\.call))
  }

  /// Makes an instance at rest the holder of what it holds.
  private func index(_ seat: LiveSeat) throws(StoreError) {
    if let instance = try load(seat.id, definitions[Int(seat.definition)]) { claimLocks(instance) }
  }

  /// Makes the instances of a database findable by the events that they may await, which did not keep that before.
  private func correlate(_ seats: [LiveSeat]) throws(StoreError) {
    for start in stride(from: 0, to: seats.count, by: Self.recoveryBatchMax) {
      begin(at: now)
      for seat in seats[start..<min(start + Self.recoveryBatchMax, seats.count)] {
        guard case .started(let began) = try store.journal(of: seat.id).first?.event.kind else { continue }
        for hash in definitions[Int(seat.definition)].correlationHashes(input: began.input) {
          batch.correlated.append(Correlation(hash: hash, instance: seat.id))
        }
      }
      _ = try commit(try sealed(flush: false))
    }
    begin(at: now)
    batch.completesCorrelations = true
    _ = try commit(try sealed(flush: false))
    begin(at: now)
  }
}
