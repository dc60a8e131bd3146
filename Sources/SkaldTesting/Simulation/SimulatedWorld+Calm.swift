import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// The second part of a run: nothing goes wrong any more, and everything has to come to its end.
extension SimulatedWorld {
  /// How long after the last look an operator looks again at first; then each time half as long again.
  private static let sweepFirst: Int64 = 30_000
  private static let sweepLongest: Int64 = 6 * 3_600_000

  /// Whether clients ask once more what was acknowledged.
  var isReadingBack: Bool { readBackSince != nil }

  /// Ends all that goes wrong.
  mutating func calmDown() {
    tell("world", "", "nothing goes wrong any more")
    dice.isOver = true
    isCalm = true
    calmAt = now
    doom = nil
    disk.failNoMore()
    disk.limit(to: nil)
    outages = [:]
    landRequests()
    time.setWall(ahead: Milliseconds(0))
    standsStillUntil = now
    agenda.plan(.sweep(1), at: now + Milliseconds(Self.sweepFirst))
  }

  /// Helps on what does not get on by itself.
  mutating func sweep(_ number: Int) {
    let longer = (0..<min(number, 40)).reduce(Self.sweepFirst) { pause, _ in min(pause * 3 / 2, Self.sweepLongest) }
    agenda.plan(.sweep(number + 1), at: now + Milliseconds(longer))
    guard let kernel = daemon?.kernel else { return }
    for id in live.sorted() {
      guard let (state, program) = try? kernel.state(of: id) else { continue }
      let name = names[state.start.uid] ?? "\(program.name) \(state.start.uid)"
      if state.isPaused { operate("resume", state.start.uid, name) }
      for record in state.stuckRecords(program) { help(record, state, program, name) }
      for record in state.openWaits(program) {
        send(what: record, state, program, name, number: number + 1, after: Milliseconds(1))
      }
    }
  }

  /// Tries again what stands still; but what must not be repeated and was done, as a look at the service tells, is done.
  private mutating func help(_ record: RecordID, _ state: SagaState, _ program: SagaProgram, _ name: String) {
    let (uid, title) = (state.start.uid, state.title(of: record, program))
    let action = program.invoke(record.step).map { program.operation($0.call.operation) }
    let sum = services.ledger.sums[Ledger.Place(instance: uid, record: record)]
    guard let action, action.idempotency == .never, !state.isTurnedBack(record), let sum, sum.net > 0 else {
      return operate("retry", uid, name, step: title)
    }
    let output = action.output.map { SampleValue(number: 1).value(of: $0, named: "value") }
    operate("resolve", uid, name, step: title, output: output)
  }

  /// Asks once more for all that was acknowledged: it must be there.
  mutating func readBack() {
    readBackSince = now
    for (index, subject) in subjects.enumerated() where subject.uid != nil {
      request(.start(subject.start), subject.name, subject: index, after: Milliseconds(1))
    }
    for (event, at) in acknowledgedEvents where now.count - at.count < StoreLimits.seenKept.count {
      request(.event(event), "\(event.event.id)", after: Milliseconds(1))
    }
    runUntil { $0.asked.values.allSatisfy(\.isAnswered) }
    take([], flush: true)
    // The process may have ended with that, too.
    runUntil { $0.isSettled }
  }
}
