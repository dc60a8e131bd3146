import SkaldValue

@testable import SkaldCore

/// The random numbers of a seed: SplitMix64, the same everywhere.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }

  /// True once in so many.
  mutating func once(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// Plays a program on the machine itself, against services that refuse and answers that are lost, with a ledger of what
/// took effect and what was undone.
struct EffectPlay {
  private let program: SagaProgram
  private var state: SagaState
  private var now = Timestamp(milliseconds: 1_000_000)
  private var numbers: SeededNumbers
  private var calls: [CallID: Invocation] = [:]
  /// Whether the effect of a step stands.
  private var applied: [RecordID: Bool] = [:]
  /// The keys under which a call took effect.
  private var taken: Set<String> = []
  /// Whether many answers are lost: else hardly any call would use up its attempts.
  private let isLossy: Bool
  private var isCanceled = false

  init(_ program: SagaProgram, seed: UInt64) {
    self.program = program
    var numbers = SeededNumbers(seed: seed)
    let input: JSON = [
      "a": .bool(numbers.once(in: 2)), "b": .bool(numbers.once(in: 2)), "c": .bool(numbers.once(in: 2)),
      "items": [1, 2],
    ]
    isLossy = numbers.once(in: 2)
    self.numbers = numbers
    let (state, commands) = Machine.begin(program, at: now, Start(uid: "1", key: nil, input: input))
    self.state = state
    obey(commands)
  }

  /// The steps whose effect stands although the saga, or the part of it that they belong to, was undone.
  static func leaks(of program: SagaProgram, seed: UInt64) -> Set<String> {
    var play = EffectPlay(program, seed: seed)
    var count = 0
    while count < 400, !play.state.status.isTerminal, play.step() { count += 1 }
    return play.leaks
  }

  private var leaks: Set<String> {
    let left = applied.filter { id, stands in
      guard stands else { return false }
      return state.status == .compensated || state.frames[state[id].frame].phase == .undone
    }
    return Set(left.keys.map { program.step($0.step).title })
  }

  private mutating func step() -> Bool {
    if !isCanceled, numbers.once(in: 12) {
      isCanceled = true
      feed(.cancel(reason: "", by: ""))
      return true
    }
    if let call = state.inFlight.randomElement(using: &numbers), let invocation = calls[call] {
      answer(call, invocation)
      return true
    }
    guard let due = state.nextDue(program) else { return false }
    now = max(now, due)
    for timer in state.timersDue(program, at: now) { feed(.due(timer)) }
    return true
  }

  private mutating func answer(_ call: CallID, _ invocation: Invocation) {
    if call.phase == .undo {
      if changesAnything(invocation.operation) { applied[call.record] = false }
      return feed(.answered(call, .ok(nil)))
    }
    switch Int.random(in: 0..<(isLossy ? 3 : 6), using: &numbers) {
    case 0:
      if numbers.once(in: 2) { take(call, invocation) }
      feed(.answered(call, .lost(message: "")))
    // A service that took effect under a key repeats its result.
    case 1 where !taken.contains(invocation.idempotencyKey):
      let code = invocation.operation.hasSuffix("x") && numbers.once(in: 2) ? "no" : nil
      feed(.answered(call, .refused(code: code, message: "")))
    default:
      take(call, invocation)
      feed(.answered(call, .ok(nil)))
    }
  }

  private mutating func take(_ call: CallID, _ invocation: Invocation) {
    guard taken.insert(invocation.idempotencyKey).inserted else { return }
    if changesAnything(invocation.operation) { applied[call.record] = true }
  }

  private func changesAnything(_ operation: String) -> Bool {
    program.operations.first { $0.name == operation }?.hasEffect == true
  }

  private mutating func feed(_ kind: SagaEvent.Kind) {
    obey(Machine.reduce(program, &state, SagaEvent(at: now, kind)))
  }

  private mutating func obey(_ commands: [Command]) {
    for command in commands {
      switch command {
      case .call(let invocation): calls[invocation.id] = invocation
      case .abandon(let call):
        // It may have arrived before it was given up.
        if call.phase == .action, let invocation = calls[call], numbers.once(in: 2) { take(call, invocation) }
      case .publish, .record: continue
      }
    }
  }
}
