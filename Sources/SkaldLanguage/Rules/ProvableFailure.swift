import CEL
import SkaldDiagnostics

/// SK306.
package struct ProvableFailure: Rule {
  package let code = "SK306"
  package let name = "provable-failure"
  package let holdsBeyondSagas = true
  package let summary = "an expression that fails whatever its names stand for"
  package let finds = """
    A division by the whole number zero, an overflow, or a conversion of a literal that cannot be converted.
    """
  package let matters = "The step waits for an operator each time it is reached."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { parts: int }
    steps: [ { set: { half: "${input.parts / 2}", one: "${int('1')}" } } ]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { parts: int }
    steps: [ { set: { half: "${input.parts / ⟦0⟧}" } } ]
    """,
    """
    skald: 1
    saga: order
    steps: [ { set: { one: "${⟦int('one')⟧ + 1}" } } ]
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for expression in saga.expressions {
      for fault in expression.syntax.parsed?.provableFaults ?? [] {
        findings.report(
          Finding(message: "this always fails: \(fault.message)", help: "compute something that has a value"),
          at: expression.syntax.range(of: fault.range))
      }
    }
  }
}
