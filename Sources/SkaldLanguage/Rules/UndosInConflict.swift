import SkaldCore
package import SkaldDiagnostics

/// SK506.
package struct UndosInConflict: Rule {
  package let code = "SK506"
  package let name = "undos-in-conflict"
  package let severity = Severity.warning
  package let summary = "two undos that are one call, or one that takes away what the other needs"
  package let finds = """
    Two steps of which the undos call one operation with the same arguments, while the operation does not say \
    that a repeat is harmless (`idempotent: natural`); and the undo of a step in a loop that is the same call for every \
    item, while the step itself is not. And an undo whose operation `needs` what a later step made, or \
    one in a branch beside: steps are undone in the reverse order, so that this is taken back first.
    """
  package let matters = """
    Each undo has a key of its own, so the service carries both out: the second takes back what it should not, \
    or fails. An undo that has lost what it works on fails as well, and an undo has no undo.
    """

  package let accepts = [
    """
    skald: 1
    saga: trip
    input: { id: int }
    steps:
      - { step: flight, call: trips.fly, compensate: { call: trips.cancel, with: { part: flight } } }
      - { step: hotel, call: trips.stay, compensate: { call: trips.cancel, with: { part: hotel } } }
      - { step: pay, call: trips.pay, pivot: true }
    ---
    skald: 1
    services:
      trips:
        fly: { in: { id: int } }
        stay: { in: { id: int } }
        pay: { in: { id: int }, keyTTL: forever }
        cancel: { in: { part: string }, keyTTL: forever }
    """,
    Self.example([Self.open, Self.charge("bank.refund")]),
  ]
  package let rejects = [
    """
    skald: 1
    saga: trip
    input: { id: int }
    steps:
      - { step: flight, call: trips.fly, compensate: trips.cancel }
      - { step: hotel, call: trips.stay, compensate: ⟦trips.cancel⟧ }
      - { step: pay, call: trips.pay, pivot: true }
    ---
    skald: 1
    services:
      trips:
        fly: { in: { id: int } }
        stay: { in: { id: int } }
        pay: { in: { id: int }, keyTTL: forever }
        cancel: { in: { id: int }, keyTTL: forever }
    """,
    Self.example([Self.charge("⟦bank.refund⟧"), Self.open]),
  ]

  private static let open = "{ step: open, call: bank.open, compensate: bank.close }"

  private static func charge(_ undo: String) -> String { "{ step: charge, call: bank.charge, compensate: \(undo) }" }

  private static func example(_ steps: [String]) -> String {
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - \(steps[0])
      - \(steps[1])
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      bank:
        open: { in: { id: int } }
        close: { in: { id: int }, idempotent: natural }
        charge: { in: { id: int } }
        refund: { in: { id: int }, idempotent: natural, needs: [open] }
    """
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    checkRepeats(saga, &findings)
    for loop in saga.allSteps where loop.each != nil || loop.loop != nil { checkRounds(loop, saga.file, &findings) }
    checkNeeds(saga, &findings)
  }

  /// Two undos that are one call.
  private func checkRepeats(_ saga: BoundSaga, _ findings: inout Findings) {
    var seen: [(operation: String, arguments: [String?], step: BoundStep)] = []
    for (step, call) in saga.calls {
      for undo in call.undo.calls {
        guard let operation = undo.operation, operation.declaration != nil, operation.idempotency != .natural else {
          continue
        }
        let arguments = undo.arguments.map { field in field.template.map { "\(field.name)=\($0)" } }
        if let first = seen.first(where: { $0.operation == operation.name && $0.arguments == arguments }) {
          findings.report(
            .twice(step.name, first.step, operation.name, saga.file), at: undo.syntax.operation.range)
        } else {
          seen.append((operation.name, arguments, step))
        }
      }
    }
  }

  /// The undo of a step in a loop that is the same call in every round, although the step is another each time.
  private func checkRounds(_ loop: BoundStep, _ file: String, _ findings: inout Findings) {
    let inside = loop.body.branches.flatMap { $0.steps.withInner }
    let changing = Set(["item", "index"] + inside.map { $0.name })
    for step in inside {
      guard let call = step.call, call.arguments.contains(where: { $0.reads(changing) }) else { continue }
      for undo in call.undo.calls {
        guard let operation = undo.operation, operation.declaration != nil, operation.idempotency != .natural,
          !undo.arguments.contains(where: { $0.reads(changing) })
        else { continue }
        findings.report(.everyRound(step.name, loop, operation.name, file), at: undo.syntax.operation.range)
      }
    }
  }

  /// An undo that needs what is taken back before it.
  private func checkNeeds(_ saga: BoundSaga, _ findings: inout Findings) {
    for (step, call) in saga.calls {
      for undo in call.undo.calls {
        for need in undo.operation?.needs ?? [] {
          let makers = saga.calls.filter { $0.call.operation?.name == need && $0.step.id != step.id }
            .map { (step: $0.step, isUndone: !$0.call.undo.calls.isEmpty, order: saga.order(of: $0.step, and: step)) }
          guard !makers.contains(where: { $0.order == .before }),
            let maker = makers.first(where: { $0.isUndone && ($0.order == .after || $0.order == .beside) })
          else { continue }
          findings.report(
            .late(step.name, need, maker.step, isSure: maker.order == .after, saga.file),
            at: undo.syntax.operation.range)
        }
      }
    }
  }
}

extension BoundField {
  /// Whether its value depends on one of some names.
  fileprivate func reads(_ names: Set<String>) -> Bool {
    switch source {
    case .written(let field): !names.isDisjoint(with: field.value.roots)
    case .found(let found):
      if case .step(let step) = found.provider { names.contains(step) } else { false }
    case .missing: false
    }
  }
}

extension Finding {
  fileprivate static func everyRound(
    _ step: String, _ loop: BoundStep, _ operation: String, _ file: String
  ) -> Finding {
    Finding(
      message: "the undo of `\(step)` is the same call in every round of `\(loop.name)`",
      help: "tell `\(operation)` what to undo, or declare it `idempotent: natural`",
      related: [.init(message: "the loop", file: file, range: loop.place)])
  }

  fileprivate static func late(
    _ step: String, _ need: String, _ maker: BoundStep, isSure: Bool, _ file: String
  ) -> Finding {
    Finding(
      message: "the undo of `\(step)` needs what `\(need)` made, and that \(isSure ? "is" : "may be") undone first",
      help: "let `\(maker.name)` come before `\(step)`: undos go backwards",
      related: [.init(message: "undone \(isSure ? "before it" : "beside it")", file: file, range: maker.place)])
  }

  fileprivate static func twice(_ step: String, _ first: BoundStep, _ operation: String, _ file: String) -> Finding {
    Finding(
      message: "the undo of `\(step)` is the same call as that of `\(first.name)`",
      help: "tell `\(operation)` what to undo, or declare it `idempotent: natural`",
      related: [.init(message: "undone by the same call", file: file, range: first.place)])
  }
}
