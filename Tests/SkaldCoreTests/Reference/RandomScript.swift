import SkaldCore
import SkaldValue

/// What happens to a saga, at random: answers of every kind, in time, late and twice; timers, events, cancels, restarts
/// and operators.
///
/// Each seed has a mood, which says how often what happens: where everything happens all the time, nothing goes far.
struct RandomScript {
  /// How often something happens, in a hundred.
  struct Mood {
    var ok: Int
    var late: Int
    var timer: Int
    var cancel: Int
    var restart: Int
    var operates: Int
    /// Whether undos never succeed by themselves.
    var undosFail: Bool
  }

  private var numbers: SeededNumbers
  private let mood: Mood
  /// Every call that was dispatched.
  private var calls: [CallID] = []
  private var count: Int64 = 0

  init(seed: UInt64) {
    var numbers = SeededNumbers(seed: seed)
    mood = Mood(
      ok: numbers.pick([15, 40, 75]), late: numbers.pick([2, 10, 25]), timer: numbers.pick([5, 25, 60]),
      cancel: numbers.pick([0, 2, 8]), restart: numbers.pick([0, 3, 8]), operates: numbers.pick([0, 0, 4, 15]),
      undosFail: numbers.once(in: 4))
    self.numbers = numbers
  }

  /// The next event; nil where nothing can happen any more.
  mutating func next(_ model: Reference) -> SagaEvent? {
    calls += model.sent.map(\.call)
    if numbers.percent(mood.cancel) { return SagaEvent(at: model.now, .cancel(reason: "", by: "")) }
    if numbers.percent(mood.restart) { return SagaEvent(at: model.now, .recovered) }
    if numbers.percent(mood.operates) { return SagaEvent(at: model.now, .operated(act(model))) }
    if numbers.percent(mood.late), let late = lateAnswer(model) { return late }
    if numbers.percent(3) { return SagaEvent(at: model.now, signal(model)) }
    let open = model.inFlight
    if let call = numbers.pickAny(open), !numbers.percent(mood.timer) { return answer(call, at: soon(model)) }
    // Somebody awaits something: that comes, or its time is up.
    if let place = model.place, model.saga.wait(place) != nil, numbers.once(in: 2) {
      return SagaEvent(at: soon(model), signal(model))
    }
    guard let first = model.timers.min(by: { $0.value < $1.value }) else {
      return open.isEmpty ? standstill(model) : answer(open[0], at: soon(model))
    }
    return SagaEvent(at: max(first.value, model.now), .due(first.key))
  }

  /// Nothing happens by itself: it ended, or waits for somebody.
  private mutating func standstill(_ model: Reference) -> SagaEvent? {
    if model.status.isTerminal {
      guard numbers.once(in: 3) else { return nil }
      return numbers.pickAny(calls).map { answer($0, at: model.now) } ?? SagaEvent(at: model.now, .recovered)
    }
    if model.isPaused { return SagaEvent(at: model.now, .operated(OperatorAct(.resume, reason: "", by: "ann"))) }
    return SagaEvent(at: model.now, numbers.once(in: 2) ? signal(model) : .operated(act(model)))
  }

  private mutating func soon(_ model: Reference) -> Timestamp {
    model.now + Milliseconds(Int64.random(in: 0...900, using: &numbers))
  }

  private mutating func signal(_ model: Reference) -> SagaEvent.Kind {
    if let place = model.place, model.saga.wait(place)?.asks == true {
      let answer: JSON = numbers.once(in: 4) ? "perhaps" : true
      return .decided(RecordID(StepID(place)), answer: answer, by: "ann")
    }
    count += 1
    let data: JSON = ["orderId": numbers.once(in: 5) ? 8 : 7, "n": .int(count)]
    return .received(ReceivedEvent(id: "e\(count)", name: ReferenceSaga.event, data: data))
  }

  /// An answer out of time, mostly a result, and mostly of what is under way.
  private mutating func lateAnswer(_ model: Reference) -> SagaEvent? {
    let open = calls.filter { call in
      let step = model.steps[call.step.index]
      let isUndone = step.undo != .none && step.undo != .armed
      return call.phase == .action && step.state != .succeeded && (isUndone || model.place == call.step.index)
    }
    guard let call = numbers.pickAny(open.isEmpty || numbers.once(in: 4) ? calls : open) else { return nil }
    guard call.phase == .action, numbers.once(in: 2) else { return answer(call, at: model.now) }
    count += 1
    return SagaEvent(at: model.now, .answered(call, .ok(["n": .int(count)])))
  }

  private mutating func answer(_ call: CallID, at time: Timestamp) -> SagaEvent {
    count += 1
    switch call.phase {
    case .check: return SagaEvent(at: time, .answered(call, checkResult()))
    case .undo where mood.undosFail:
      return SagaEvent(
        at: time, .answered(call, .retryable(effect: .unknown, notBefore: nil, message: "")))
    case .action, .undo: return SagaEvent(at: time, .answered(call, result()))
    }
  }

  private mutating func result() -> CallResult {
    if numbers.percent(mood.ok) { return .ok(numbers.once(in: 12) ? nil : ["n": .int(count)]) }
    switch Int.random(in: 0...16, using: &numbers) {
    case 0, 1: return .refused(code: "declined", message: "")
    case 2: return .refused(code: numbers.pick(["closed", "full_moon", Failure.tombstoned]), message: "")
    case 3: return .refused(code: nil, message: "")
    case 4, 5: return .retryable(effect: .unknown, notBefore: nil, message: "")
    case 6: return .retryable(effect: .none, notBefore: .seconds(numbers.pick([7, 200_000])), message: "")
    case 7, 8, 9: return .retryable(effect: .none, notBefore: nil, message: "")
    case 10: return .retryable(effect: .unknown, notBefore: .seconds(9), message: "")
    case 11, 12, 13: return .pending
    case 14: return .blocked(effect: numbers.once(in: 3) ? .applied : .none, message: "")
    default: return .lost(message: "")
    }
  }

  private mutating func checkResult() -> CallResult {
    switch Int.random(in: 0...9, using: &numbers) {
    case 0, 1, 2: .ok(["outcome": "applied", "output": ["n": .int(count)]])
    case 3, 4: .ok(["outcome": "none"])
    case 5: .retryable(effect: .unknown, notBefore: .seconds(5), message: "")
    case 6: .lost(message: "")
    case 7: numbers.once(in: 2) ? .pending : .blocked(effect: .none, message: "")
    default: .ok(["outcome": "unknown"])
    }
  }

  /// Mostly what is possible, about a step that stands still.
  private mutating func act(_ model: Reference) -> OperatorAct {
    var record = RecordID(StepID(Int.random(in: 0..<model.steps.count, using: &numbers)))
    if let place = model.place, !numbers.once(in: 4) { record = RecordID(StepID(place)) }
    if let step = model.steps.firstIndex(where: { $0.undo == .blocked || $0.undo == .backoff }) {
      record = RecordID(StepID(step))
    }
    let output: JSON? = numbers.once(in: 6) ? nil : ["n": .int(count)]
    let verbs: [OperatorAct.Verb] = [
      .retry(record), .retry(record), .resolve(record, output: output), .skip(record),
      .fail(record, code: numbers.pick(["declined", "burnt_down"])), .force(record), .abandon(record),
      numbers.once(in: 2) ? .compensate : .terminate, .edit(record, input: [:]),
      model.isPaused ? .resume : .pause,
    ]
    return OperatorAct(numbers.pick(verbs), reason: "", by: "ann")
  }
}

extension SeededNumbers {
  mutating func percent(_ odds: Int) -> Bool { Int.random(in: 0..<100, using: &self) < odds }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }

  mutating func pickAny<Element>(_ elements: [Element]) -> Element? {
    elements.isEmpty ? nil : pick(elements)
  }
}
