import SkaldCore
package import SkaldDiagnostics

/// SK516.
package struct PivotInSubSaga: Rule {
  package let code = "SK516"
  package let name = "pivot-in-sub-saga"
  package let severity = Severity.warning
  package let summary = "a sub-saga takes away the way back"
  package let finds = """
    A `saga` step before the pivot whose sub-saga has a pivot of its own, where the calling saga goes on with \
    steps that can still fail.
    """
  package let matters = """
    Once the sub-saga's pivot has passed, the calling saga cannot be undone either: what can be refused after it \
    has no way back.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: reserve, call: shop.reserve, compensate: shop.release }
      - { saga: payment }
    ---
    skald: 1
    saga: payment
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true } ]
    ---
    skald: 1
    services:
      shop:
        reserve: { in: { id: int } }
        release: { in: { id: int }, idempotent: natural }
        pay: { in: { id: int }, keyTTL: forever }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { saga: ⟦payment⟧ }
      - { step: tell, call: shop.tell }
    ---
    skald: 1
    saga: payment
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true } ]
    ---
    skald: 1
    services: { shop: { tell: { in: { id: int }, keyTTL: forever }, pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let calls = saga.calls.filter { $0.call.position == .afterPivot }
    for step in saga.allSteps where step.position == .pivot {
      guard let inner = step.subSaga, let first = calls.first(where: { $0.step.place.start > step.place.start }) else {
        continue
      }
      findings.report(
        Finding(
          message: "`\(inner.syntax.saga.value)` has a pivot: behind it this saga cannot turn back either",
          help: "let it be the last step that can fail",
          related: [.init(message: "the first step without a way back", file: saga.file, range: first.step.place)]),
        at: inner.syntax.saga.range)
    }
  }
}
