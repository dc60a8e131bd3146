package import SkaldDiagnostics

/// SK605.
package struct HiddenAlternative: Rule {
  package let code = "SK605"
  package let name = "hidden-alternative"
  package let severity = Severity.warning
  package let summary = "an alternative that an earlier one hides"
  package let finds = """
    An entry of `catch` behind `other`, which catches everything, or a second one for the same code.
    """
  package let matters = "The first entry that matches is taken: this one never is."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - step: pay
        call: shop.pay
        pivot: true
        catch:
          declined: { then: compensate }
          other: { then: compensate }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, refuses: [declined], keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - step: pay
        call: shop.pay
        pivot: true
        catch:
          other: { then: compensate }
          ⟦declined⟧: { then: compensate }
    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, refuses: [declined], keyTTL: forever } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.allSteps {
      let catches = step.call?.catches ?? step.wait?.catches ?? step.ask?.catches ?? step.scope?.catches ?? []
      let codes = catches.map { $0.syntax.code }
      guard let last = codes.firstIndex(where: { $0.value == "other" }) else { continue }
      for code in codes[(last + 1)...] {
        findings.report(
          Finding(
            message: "`\(code.value)` is never caught here: `other` before it catches everything",
            help: "let `other` come last",
            related: [.init(message: "catches everything", file: saga.file, range: codes[last].range)]),
          at: code.range)
      }
    }
  }
}
