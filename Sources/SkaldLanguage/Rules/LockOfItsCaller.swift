import SkaldCore
package import SkaldDiagnostics

/// SK712.
package struct LockOfItsCaller: Rule {
  package let code = "SK712"
  package let name = "lock-of-its-caller"
  // The part runs in the instance of its caller, which holds the entity: it is not refused.
  package let severity = Severity.warning
  package let summary = "a sub-saga moves an entity that its caller has locked"
  package let finds = """
    A `saga` step that is reached while an entity is in a `locked` state, where the sub-saga moves the very same \
    entity: by its name, and by a key that is a field of its input which is filled with the caller's key. The state is \
    that of the straight path. Keys that are put together otherwise are not compared.
    """
  package let matters = """
    The part finds the entity in the state that its caller left, and not in its first one: run by itself, it makes other \
    moves than here. Whoever changes one of the two files has to know the other.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: reserve, call: shop.reserve, compensate: shop.release }
      - { saga: payment }
    ---
    \(Self.rest)
    """
  ]
  package let rejects = [
    Self.example(call: "{ saga: ⟦payment⟧ }"),
    Self.example(call: "{ saga: ⟦payment⟧, with: { orderId: \"${ input.orderId }\" } }"),
  ]

  private static func example(call: String) -> String {
    """
    skald: 1
    saga: order
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps:
      - { step: reserve, call: shop.reserve, compensate: shop.release, state: PAYING }
      - \(call)
    outcome: { completed: { state: PAID }, compensated: { state: CANCELED } }
    ---
    \(rest)
    """
  }

  /// The part that is called, and the table of the entity.
  private static let rest = """
    skald: 1
    saga: payment
    input: { orderId: int }
    entity: { order: "${input.orderId}" }
    steps:
      - { step: pay, call: shop.pay, pivot: true, state: PAYING -> PAID }
    outcome: { compensated: { state: CANCELED } }
    ---
    skald: 1
    entities:
      order:
        starts: NEW
        states: { NEW: [PAYING, CANCELED], PAYING: [PAID, CANCELED], PAID: [], CANCELED: [] }
        locked: [PAYING]
        whenLocked: refuse
    """

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    guard saga.entities.contains(where: { !$0.declaration.locked.isEmpty }) else { return }
    var states = saga.entities.map { $0.declaration.starts?.value ?? "" }
    walk(saga.steps, saga, project, &states, &findings)
  }

  private func walk(
    _ steps: [BoundStep], _ saga: BoundSaga, _ project: BoundProject, _ states: inout [String],
    _ findings: inout Findings
  ) {
    for step in steps {
      if let call = step.subSaga { check(call, saga, project, states, &findings) }
      let before = states
      for branch in step.body.branches {
        states = before
        walk(branch.steps, saga, project, &states, &findings)
      }
      // Behind alternatives their common beginning counts, unless there is one way alone.
      if step.body.branches.count != 1 || step.call != nil || step.choose != nil { states = before }
      for move in (step.call?.dispatched ?? []) + (step.call?.succeeded ?? []) {
        states[move.entity.index] = move.state.value
      }
    }
  }

  private func check(
    _ call: BoundSubSaga, _ saga: BoundSaga, _ project: BoundProject, _ states: [String], _ findings: inout Findings
  ) {
    guard let part = project.saga(of: call) else { return }
    for entity in saga.entities {
      let state = states[entity.id.index]
      guard entity.declaration.locked.contains(where: { $0.value == state }) else { continue }
      guard let inner = part.entities.first(where: { $0.place == entity.place }), let key = entity.key?.plain,
        call.outerKey(of: inner) == key, let move = part.firstMove(of: inner.id)
      else { continue }
      findings.report(.held(entity, state, part, move), at: call.syntax.saga.range)
    }
  }
}

extension BoundProject {
  fileprivate func saga(of call: BoundSubSaga) -> BoundSaga? {
    guard let syntax = call.saga else { return nil }
    return sagas.first { $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1 }
  }
}

extension BoundSubSaga {
  /// The key of an entity of the sub-saga in the words of the caller; nil where that cannot be told.
  fileprivate func outerKey(of entity: BoundEntity) -> String? {
    guard let key = entity.key?.plain, key.hasPrefix("input."),
      let field = arguments.first(where: { "input." + $0.name == key })
    else { return nil }
    switch field.source {
    case .written(let written): return written.value.plain
    case .found(let found): return found.provider == .input ? "input." + field.name : nil
    case .missing: return nil
    }
  }
}

extension ValueSyntax {
  /// The text of an expression that is the whole value.
  fileprivate var plain: String? {
    guard case .expression(let expression, _) = self else { return nil }
    return expression.squeezed
  }
}

extension Finding {
  fileprivate static func held(
    _ entity: BoundEntity, _ state: String, _ part: BoundSaga, _ move: BoundMove
  ) -> Finding {
    Finding(
      message: "`\(part.name)` moves `\(entity.name)`, which this saga has locked in `\(state)`",
      help: "leave the moves to one of the two, or call it before the lock is taken",
      related: [.init(message: "moves it", file: part.file, range: move.state.range)])
  }
}
