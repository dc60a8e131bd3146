import JSONSchema
import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Holds scenario tests against the definition that they are about.
struct TestsBinder {
  /// What tests can name of a definition.
  struct Target {
    let name: String
    let version: Int
    let isSaga: Bool
    var input: ObjectSchema?
    var operations: [String: BoundOperation] = [:]
    /// The events that it awaits, by their names.
    var awaited: [String: BoundEvent] = [:]
    var emitted: Set<String> = []
    var entities: [BoundEntity] = []
    /// Whether a part of it could not be understood, so that an unknown name is no second finding.
    var hasGaps: Bool
  }

  private let syntax: TestsSyntax
  private let target: Target
  private var parts: BoundSaga
  private(set) var diagnostics: [Diagnostic] = []

  init(_ syntax: TestsSyntax, file: String, target: Target) {
    self.syntax = syntax
    self.target = target
    parts = BoundSaga(
      syntax: SagaSyntax(name: syntax.target, range: syntax.target.range), file: file,
      input: ObjectSchema(fields: [], isClosed: false))
    parts.hasGaps = syntax.hasGaps || target.hasGaps
  }

  /// Binds all scenarios.
  mutating func bindAll() -> BoundTests {
    var names: Set<String> = []
    for testCase in syntax.cases {
      if !names.insert(testCase.name.value).inserted {
        report("SK105", "two cases are called `\(testCase.name.value)`", at: testCase.name.range)
      }
      bind(testCase)
    }
    return BoundTests(
      syntax: syntax, file: parts.file,
      target: .init(name: target.name, version: target.version, isSaga: target.isSaga), parts: parts)
  }

  private mutating func report(
    _ code: String, _ message: String, at range: SourceRange, help: String? = nil, fix: String? = nil
  ) {
    diagnostics.append(
      Diagnostic(
        code: code, message: message, file: parts.file, range: range, help: help,
        fix: fix.map { [.init(range: range, text: $0)] } ?? []))
  }

  /// SK201: a name that the definition does not have.
  private mutating func reportUnknown(_ name: Located<String>, _ what: String, among names: some Sequence<String>) {
    guard !target.hasGaps else { return }
    let names = names.sorted()
    let near = nearest(name.value, among: names)
    report(
      "SK201", "`\(target.name)` \(what) `\(name.value)`", at: name.range,
      help: near.map { "did you mean `\($0)`?" }
        ?? (names.isEmpty ? nil : "known are \(names.joined(separator: ", "))"),
      fix: near)
  }

  private mutating func note(_ value: ValueSyntax, expected: Schema?, purpose: String) {
    parts.values.append(
      BoundValue(syntax: value, expected: expected, purpose: purpose, place: .argument, step: nil, scope: Scope()))
  }

  private mutating func bind(_ testCase: TestCaseSyntax) {
    bindStart(of: testCase)
    for arrival in testCase.arrivals {
      if let event = target.awaited[arrival.event.value] {
        note(arrival.data, expected: event.knownData, purpose: "the data of \(event.name)")
      } else {
        reportUnknown(arrival.event, "does not await", among: target.awaited.keys)
      }
    }
    for script in testCase.scripts {
      guard let operation = operation(script.operation) else { continue }
      for answer in script.answers { bind(answer, of: operation) }
    }
    bind(testCase.expectation)
  }

  private mutating func bindStart(of testCase: TestCaseSyntax) {
    let place = testCase.keys.first { $0.value == "start" }?.range
    if target.isSaga {
      if let start = testCase.start {
        note(start, expected: target.input.map { .object($0) }, purpose: "the input of \(target.name)")
      }
    } else if let place {
      report(
        "SK101", "`start` is for sagas: a choreography begins with an event", at: place, help: "put it under `events`")
    } else if let place = testCase.keys.first(where: { $0.value == "operator" })?.range {
      report("SK101", "`operator` is for sagas: nobody is in charge of a flow", at: place)
    } else if testCase.arrivals.isEmpty {
      report("SK104", "a case of a choreography needs `events`", at: testCase.name.range)
    }
  }

  private mutating func operation(_ name: Located<String>) -> BoundOperation? {
    guard let operation = target.operations[name.value] else {
      reportUnknown(name, "does not call", among: target.operations.keys)
      return nil
    }
    return operation
  }

  private mutating func bind(_ answer: TestCaseSyntax.Answer, of operation: BoundOperation) {
    if let result = answer.result {
      note(result, expected: operation.output, purpose: "the result of \(operation.name)")
    }
    guard let refusal = answer.refusal, operation.declaration != nil else { return }
    let codes = operation.refusals.map { $0.value }
    guard !codes.contains(refusal.value) else { return }
    let near = nearest(refusal.value, among: codes)
    report(
      "SK201", "`\(operation.name)` does not refuse with `\(refusal.value)`", at: refusal.range,
      help: near.map { "did you mean `\($0)`?" } ?? "declare it under `refuses`", fix: near)
  }

  private mutating func bind(_ expectation: ExpectationSyntax) {
    for call in expectation.calls ?? [] { _ = operation(call.operation) }
    for (name, _) in expectation.effects { _ = operation(name) }
    for (name, _) in expectation.keys { _ = operation(name) }
    for event in expectation.emits ?? [] where !target.emitted.contains(event.value) {
      reportUnknown(event, "does not emit", among: target.emitted)
    }
    for (name, states) in expectation.states {
      guard let entity = target.entities.first(where: { $0.name == name.value }) else {
        reportUnknown(name, "does not move", among: target.entities.map { $0.name })
        continue
      }
      let known = entity.declaration.mentionedStates
      for state in states where !known.contains(state.value) {
        let near = nearest(state.value, among: known)
        report(
          "SK201", "`\(entity.name)` has no state `\(state.value)`", at: state.range,
          help: near.map { "did you mean `\($0)`?" }, fix: near)
      }
    }
  }
}

extension TestsBinder.Target {
  /// A saga, with the sagas that run as parts of it.
  init(_ saga: BoundSaga, among sagas: [BoundSaga]) {
    self.init(
      name: saga.name, version: saga.version, isSaga: true, input: saga.syntax.input == nil ? nil : saga.input,
      hasGaps: saga.hasGaps)
    entities = saga.entities
    for part in saga.withParts(among: sagas) {
      hasGaps = hasGaps || part.hasGaps
      add(part)
      for wait in part.allSteps.compactMap({ $0.wait }) {
        if let event = wait.event { awaited[event.name] = event } else { hasGaps = true }
      }
    }
    if let event = saga.startedBy { awaited[event.name] = event }
  }

  /// A choreography: every event that begins it or that a participant reacts to may come from outside.
  init(_ flow: BoundChoreography) {
    self.init(name: flow.name, version: flow.version, isSaga: false, hasGaps: flow.hasGaps)
    entities = flow.entities
    add(flow.parts)
    for event in flow.reactions.flatMap({ $0.events }) + [flow.starts].compactMap({ $0 }) {
      awaited[event.name] = event
    }
  }

  /// Takes over what a saga calls and emits.
  private mutating func add(_ saga: BoundSaga) {
    for call in saga.calls.map({ $0.call }) {
      for operation in [call.operation, call.check?.operation] + call.undo.calls.map({ $0.operation }) {
        if let operation { operations[operation.name] = operation }
      }
    }
    // A name that is not known is reported where it is written: what was meant is not known either.
    hasGaps = hasGaps || saga.emissions.contains { $0.event == nil }
    emitted.formUnion(saga.emissions.map { $0.syntax.event.value })
  }
}
