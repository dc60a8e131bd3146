import SkaldCore
import SkaldValue

/// Random sagas: calls before a pivot, the pivot, calls behind it, with waits, sleeps, guards and alternatives between.
///
/// They are sagas as the language lets them through: what can be refused comes before the pivot, or is optional or
/// caught; alternatives join the main path, end the saga, or turn it back where that is possible.
struct RandomSaga {
  private var numbers: SeededNumbers
  private var saga = ReferenceSaga()
  /// Alternatives are put behind the main path: which stage's, where it goes on, and whether it may turn back.
  private var open: [(owner: Int, code: String?, joins: Int, mayTurn: Bool)] = []

  static func make(seed: UInt64) -> ReferenceSaga {
    var random = RandomSaga(numbers: SeededNumbers(seed: seed))
    random.build()
    return random.saga
  }

  private init(numbers: SeededNumbers) { self.numbers = numbers }

  private mutating func build() {
    let pivotAt = numbers.once(in: 4) ? nil : Int.random(in: 0...2, using: &numbers)
    let length = Int.random(in: 1...3, using: &numbers) + (pivotAt ?? 0)
    for place in 0..<length {
      let position = position(place, pivotAt)
      if numbers.once(in: 3) { addBetween(position) }
      addCall(position)
    }
    if numbers.once(in: 4) {
      addBetween(pivotAt == nil ? .beforePivot : .afterPivot)
      append(.set)
    }
    if pivotAt == nil, numbers.once(in: 10) { append(.fail(code: "out_of_reach")) }
    saga.stages.append(.init(kind: .finish, next: nil))
    for alternative in open { addAlternative(alternative) }
    if numbers.once(in: 3) { saga.deadline = .seconds(Int64.random(in: 5...120, using: &numbers)) }
    addEntity()
  }

  private func position(_ place: Int, _ pivot: Int?) -> Invoke.Position {
    guard let pivot, place >= pivot else { return .beforePivot }
    return place == pivot ? .pivot : .afterPivot
  }

  private mutating func append(_ kind: ReferenceSaga.Kind) {
    saga.stages.append(.init(kind: kind, next: saga.stages.count + 1))
  }

  /// What is no call.
  private mutating func addBetween(_ position: Invoke.Position) {
    let here = saga.stages.count
    switch Int.random(in: 0...9, using: &numbers) {
    case 0: append(.set)
    case 1: append(.sleep(.seconds(Int64.random(in: 1...20, using: &numbers))))
    case 2, 3: append(.guarded(holds: numbers.once(in: 2), otherwise: here + 2))
    default:
      var wait = ReferenceSaga.Wait(asks: numbers.once(in: 3))
      if !numbers.once(in: 4) { wait.limit = .seconds(Int64.random(in: 5...60, using: &numbers)) }
      wait.otherwise = numbers.pick([.compensate, .continue, .alert])
      append(.wait(wait))
      if numbers.once(in: 4) {
        open.append((here, numbers.pick([nil, "wait_timed_out"]), here + 1, position == .beforePivot))
      }
    }
  }

  private mutating func addCall(_ position: Invoke.Position) {
    let here = saga.stages.count
    var call = ReferenceSaga.Call(action: contract(), position: position)
    if position == .pivot { call.action.hasEffect = true }
    call.patience = patience(isBounded: position == .beforePivot || numbers.once(in: 2))
    if numbers.once(in: 4) { call.patience.heartbeat = .seconds(2) }
    call.undoCalls = position == .beforePivot ? numbers.pick([0, 1, 1, 1, 2]) : 0
    call.undo = contract()
    call.undo.hasEffect = true
    call.undoPatience = patience(isBounded: numbers.once(in: 3))
    if numbers.once(in: 3) { call.check = patience(isBounded: true) }
    call.onUnknown = position == .beforePivot ? numbers.pick([.compensate, .compensate, .retry, .alert]) : .retry
    call.isOptional = position == .afterPivot ? numbers.once(in: 3) : !call.action.hasEffect && numbers.once(in: 2)
    if numbers.once(in: 2) { call.dispatched = numbers.pick(ReferenceSaga.entityStates) }
    if numbers.once(in: 2) { call.succeeded = numbers.pick(ReferenceSaga.entityStates) }
    append(.call(call))
    if numbers.once(in: 3) {
      open.append(
        (here, numbers.pick([nil, "declined", "unavailable", "timed_out"]), here + 1, position != .afterPivot))
    }
  }

  private mutating func contract() -> ReferenceSaga.Contract {
    var contract = ReferenceSaga.Contract(
      hasEffect: !numbers.once(in: 6), idempotency: numbers.pick([.key, .key, .key, .natural, .never]),
      hasResult: numbers.once(in: 2))
    contract.hasBarrier = numbers.once(in: 2)
    contract.remembersRefusals = contract.idempotency == .key && !numbers.once(in: 4)
    return contract
  }

  private mutating func patience(isBounded: Bool) -> ReferenceSaga.Patience {
    ReferenceSaga.Patience(
      timeout: .seconds(numbers.pick([3, 10, 45])), attempts: isBounded ? Int.random(in: 1...3, using: &numbers) : nil,
      waitMax: .seconds(numbers.pick([1, 4, 1000])))
  }

  /// An alternative: a value or a call, and then on, or back.
  private mutating func addAlternative(_ open: (owner: Int, code: String?, joins: Int, mayTurn: Bool)) {
    let here = saga.stages.count
    let alternative = ReferenceSaga.Alternative(code: open.code, stage: here)
    switch saga.stages[open.owner].kind {
    case .call(var call):
      call.alternatives.append(alternative)
      saga.stages[open.owner].kind = .call(call)
    case .wait(var wait):
      wait.alternatives.append(alternative)
      saga.stages[open.owner].kind = .wait(wait)
    case .sleep, .set, .guarded, .fail, .again, .finish: return
    }
    if open.mayTurn, numbers.once(in: 2) {
      append(.set)
      saga.stages.append(.init(kind: .again, next: nil))
    } else if let owner = saga.call(open.owner), owner.position == .beforePivot, numbers.once(in: 2) {
      var other = ReferenceSaga.Call(action: contract(), patience: patience(isBounded: true))
      other.action.hasEffect = true
      saga.stages.append(.init(kind: .call(other), next: open.joins))
    } else {
      saga.stages.append(.init(kind: .set, next: open.joins))
    }
  }

  private mutating func addEntity() {
    for from in ReferenceSaga.entityStates {
      for to in ReferenceSaga.entityStates where !numbers.once(in: 3) { saga.moves.insert([from, to]) }
    }
    let states: [String?] = [nil] + ReferenceSaga.entityStates
    saga.outcome = .init(
      completed: numbers.pick(states), compensating: numbers.pick(states), compensated: numbers.pick(states),
      stuck: numbers.pick(states))
  }
}
