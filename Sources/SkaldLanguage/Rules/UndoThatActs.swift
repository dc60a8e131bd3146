import SkaldCore
package import SkaldDiagnostics

/// SK515.
package struct UndoThatActs: Rule {
  package let code = "SK515"
  package let name = "undo-that-acts"
  package let severity = Severity.warning
  package let summary = "an undo does what another step of the saga does"
  package let finds = """
    An undo that is the very call of another step, with the same arguments, where the saga takes the effect of that step \
    back by an undo of its own. Left out are two steps that are each other's undo, such as switching something on and \
    off again.
    """
  package let matters = """
    The saga ends as undone, and what the undo has done is there: nothing undoes an undo. Mostly it is the line above \
    that was copied.
    """

  package let accepts = [
    Self.example(undo: "cars.cancel"),
    """
    skald: 1
    saga: repair
    steps:
      - { step: close, call: shop.close, compensate: shop.open }
      - { step: paint, call: painter.paint, compensate: painter.wash }
      - { step: open, call: shop.open, compensate: shop.close }
    """,
  ]
  package let rejects = [
    Self.example(undo: "⟦flights.reserve⟧")
  ]

  private static func example(undo: String) -> String {
    """
    skald: 1
    saga: book-trip
    input: { tripId: string }
    steps:
      - { step: flight, call: flights.reserve, compensate: flights.cancel }
      - { step: car, call: cars.reserve, compensate: \(undo) }
      - { step: pay, call: payments.charge, pivot: true }
    """
  }

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let called = Set(saga.calls.compactMap { $0.call.operation?.name })
    let undos = saga.calls.lazy.flatMap { $0.call.undo.calls }
    // What is called as an undo alone is no action, and of most sagas that is so.
    guard undos.contains(where: { called.contains($0.operation?.name ?? "") }) else { return }
    let calls = saga.calls.map { (step: $0.step, call: $0.call, arguments: $0.call.arguments.template) }
    for (step, call, _) in calls {
      for undo in call.undo.calls {
        guard let operation = undo.operation, operation.hasEffect, called.contains(operation.name) else { continue }
        let arguments = undo.arguments.template
        let same = calls.first { other in
          other.step.id != step.id && other.call.operation?.name == operation.name && other.arguments == arguments
            && other.call.isUndone(otherwiseThanBy: [call.operation?.name, operation.name])
        }
        guard let same else { continue }
        findings.report(.acts(step, same.step, saga.file), at: undo.syntax.operation.range)
      }
    }
  }
}

extension BoundCall {
  /// Whether it has an undo, and none that calls one of some operations.
  fileprivate func isUndone(otherwiseThanBy operations: [String?]) -> Bool {
    !undo.calls.isEmpty && undo.calls.allSatisfy { !operations.contains($0.operation?.name) }
  }
}

extension Finding {
  fileprivate static func acts(_ step: BoundStep, _ other: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "the undo of `\(step.name)` does what `\(other.name)` does, which needs an undo itself",
      label: "nothing undoes an undo", help: "undo it by an operation that takes it back",
      related: [.init(message: "the same call", file: file, range: other.place)])
  }
}
