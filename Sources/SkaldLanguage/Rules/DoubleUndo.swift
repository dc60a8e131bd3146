import SkaldCore
package import SkaldDiagnostics

/// SK506.
package struct DoubleUndo: Rule {
  package let code = "SK506"
  package let name = "double-undo"
  package let severity = Severity.warning
  package let summary = "two undos that are one and the same call"
  package let finds = """
    Two steps of which the undos call one operation with the same arguments, while the operation does not say \
    that a repeat is harmless (`idempotent: natural`).
    """
  package let matters = """
    Each undo has a key of its own, so the service carries both out: the second takes back what it should not, \
    or fails.
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
    """
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
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
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
}

extension Finding {
  fileprivate static func twice(_ step: String, _ first: BoundStep, _ operation: String, _ file: String) -> Finding {
    Finding(
      message: "the undo of `\(step)` is the same call as that of `\(first.name)`",
      help: "tell `\(operation)` what to undo, or declare it `idempotent: natural`",
      related: [.init(message: "undone by the same call", file: file, range: first.place)])
  }
}
