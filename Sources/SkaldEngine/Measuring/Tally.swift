import SkaldCore
import SkaldValue

/// What the instances of one definition did since the start of the process.
///
/// Counted on the owner's thread alone, by places in arrays: it costs a transition next to nothing.
struct Tally: Sendable {
  /// How the calls of one operation ended, and how long its steps took.
  struct Calls: Sendable {
    /// The words for the ways in which a call ends.
    static let outcomes = ["ok", "refused", "failed", "retryable", "unknown", "pending", "blocked"]

    /// By phase, then by outcome.
    private(set) var counts = [Int](repeating: 0, count: Phase.all.count * outcomes.count)
    /// From the first attempt of a step to its success.
    var durations = Histogram()

    mutating func count(_ phase: Phase, _ outcome: String) {
      guard let place = Self.outcomes.firstIndex(of: outcome) else { return }
      counts[phase.place * Self.outcomes.count + place] += 1
    }

    mutating func add(_ other: Calls) {
      for index in counts.indices { counts[index] += other.counts[index] }
      durations.add(other.durations)
    }

    /// Every way in which a call ended, with how often.
    var ends: [(phase: Phase, outcome: String, count: Int)] {
      Phase.all.flatMap { phase in
        Self.outcomes.indices.map {
          (phase, Self.outcomes[$0], counts[phase.place * Self.outcomes.count + $0])
        }
      }
    }
  }

  /// By the operation's place in the program.
  var calls: [Calls]
  /// How many instances began.
  var started = 0
  /// How many instances are live: not begun, going forward, turning back.
  var scheduled = 0
  var running = 0
  var compensating = 0
  /// How many are live altogether.
  var live: Int { scheduled + running + compensating }
  /// How many ended, by status and cause.
  var finished: [Ending: Int] = [:]
  /// How long they took.
  var durations = Histogram()
  /// How many steps ended without anybody knowing whether they took effect.
  var unknownOutcomes = 0
  /// How many answers came too late to count.
  var lateResults = 0

  /// How an instance ended.
  struct Ending: Sendable, Hashable {
    var status: Status
    var cause: Cause?
  }

  init(operations: Int) { calls = Array(repeating: Calls(), count: operations) }

  /// Counts what a transition tells.
  mutating func count(_ fact: Fact, _ state: SagaState, _ program: SagaProgram) {
    switch fact {
    case .answered(let call, let outcome, _):
      if let place = program.operationPlace(of: call, state) { calls[place].count(call.phase, outcome) }
    case .succeeded(let id, _):
      // What a round of a loop left is gone once the round is over.
      guard state.has(id) else { return }
      // Two fields, not the record: a copy of that retains a dozen references.
      if let begin = state[id].startedAt, let end = state[id].endedAt,
        let place = program.operationPlace(of: CallID(id, phase: .action, attempt: 1), state)
      {
        calls[place].durations.add(end - begin)
      }
    case .failed(_, .unknown, _, _): unknownOutcomes += 1
    case .late: lateResults += 1
    default: return
    }
  }

  /// Counts a change of status; nil where there was none before.
  mutating func move(from before: Status?, to now: Status) {
    guard before != now else { return }
    add(-1, to: before)
    add(1, to: now)
  }

  /// Counts that an instance follows another definition.
  mutating func leave(_ status: Status?) { add(-1, to: status) }

  private mutating func add(_ number: Int, to status: Status?) {
    switch status {
    case .scheduled: scheduled += number
    case .running: running += number
    case .compensating: compensating += number
    case .completed, .compensated, .failed, .terminated, nil: return
    }
  }

  mutating func end(_ state: SagaState) {
    finished[Ending(status: state.status, cause: state.cause), default: 0] += 1
    durations.add((state.endedAt ?? state.updatedAt) - state.startedAt)
  }
}

extension Phase {
  fileprivate static let all: [Phase] = [.action, .undo, .check]

  fileprivate var place: Int {
    switch self {
    case .action: 0
    case .undo: 1
    case .check: 2
    }
  }
}

extension SagaProgram {
  /// The place of the operation that a call is of; nil where its step calls none.
  fileprivate func operationPlace(of call: CallID, _ state: SagaState) -> Int? {
    guard let node = state.node(of: call.record), case .invoke(let invoke) = nodes[node.index].instruction else {
      return nil
    }
    switch call.phase {
    case .action: return invoke.call.operation.index
    case .undo: return invoke.undo.indices.contains(call.part) ? invoke.undo[call.part].call.operation.index : nil
    case .check: return invoke.check?.operation.index
    }
  }
}
