import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension SagaBinder {
  /// Binds the whole saga.
  mutating func bindAll() {
    let syntax = saga.syntax
    let start = flow.scope
    bindEntities()
    saga.startedBy = syntax.startedBy.flatMap { consumed($0) }
    noteDefaults()
    if let key = syntax.key {
      note(key, expected: nil, purpose: "the key", at: .init(place: .key, step: nil, scope: Self.input(of: start)))
    }
    for entity in syntax.entities {
      note(
        entity.value, expected: nil, purpose: "which `\(entity.name.value)` it is",
        at: .init(place: .entity(entity.name.value), step: nil, scope: Self.input(of: start)))
    }
    saga.steps = bind(syntax.steps)
    saga.isCompletable = flow.isAlive
    if let output = syntax.output {
      note(
        output, expected: nil, purpose: "the output", at: .init(place: .output, step: nil, scope: flow.scope))
    }
    bindOutcome()
  }

  /// The key and the entities are known before anything else: the input is all they see.
  private static func input(of scope: Scope) -> Scope {
    var scope = scope
    scope.removeRoot("saga")
    return scope
  }

  /// Policies that `defaults` name count as used, and are looked up once although no step may need them.
  mutating func noteDefaults() {
    for written in [saga.syntax.defaults.retry, saga.syntax.defaults.undoRetry] {
      if let written { _ = retry(written, else: .default) }
    }
  }

  private mutating func bindOutcome() {
    let outcome = saga.syntax.outcome
    let end = flow.scope
    var failed = end.withAllPossible()
    failed.addRoot("saga", .failedSaga)
    saga.outcome.completed = effects(outcome.completed, end, isFailure: false)
    saga.outcome.compensating = effects(outcome.compensating, failed, isFailure: true)
    saga.outcome.compensated = effects(outcome.compensated, failed, isFailure: true)
    saga.outcome.stuck = effects(outcome.stuck, failed, isFailure: true)
  }

  private mutating func effects(
    _ syntax: OutcomeSyntax.Effects?, _ scope: Scope, isFailure: Bool
  ) -> BoundOutcome.Effects {
    guard let syntax else { return .init() }
    var providers: [FieldFinder.Provider] = [.input(scope.input ?? saga.input), .steps(scope)]
    if isFailure { providers.append(.failureCode(FieldFinder.codeOfSaga)) }
    let moves = moves(syntax.state) { $0.succeeded }
    let emissions = emissions(
      syntax.emits, finder: FieldFinder(providers: providers),
      at: .init(place: .outcome, step: nil, scope: scope))
    return .init(moves: moves, emissions: emissions)
  }
}
