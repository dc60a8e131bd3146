import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// SK603.
package struct TimeThatDoesNotFit: Rule {
  package let code = "SK603"
  package let name = "time-that-does-not-fit"
  package let summary = "times that cannot all be kept: a deadline too short, a wait without end, a late heartbeat"
  package let finds = """
    A `deadline` that the steps before the pivot can exceed with their attempts, waits and timeouts, or that one \
    timeout exceeds alone; a `wait` without `timeout`; a `heartbeat` that is longer than its `timeout`. Retries \
    without limit are left out.
    """
  package let matters = """
    A saga that reaches its deadline although every service keeps its times is undone for nothing. One that waits \
    without end is found by nobody.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    deadline: 5m
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
      - { wait: delivery.started.v1, timeout: 2h }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    deadline: ⟦1m⟧
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    deadline: 5m
    steps:
      - { step: charge, call: payment.charge, timeout: ⟦10m⟧, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
      - { ⟦wait⟧: delivery.started.v1 }
    ---
    skald: 1
    events:
      delivery.started.v1: { external: true }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, timeout: 10s, heartbeat: ⟦20s⟧, pivot: true }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.allSteps {
      if step.wait != nil, step.wait?.timeout == nil {
        findings.report(.endless(step.name), at: step.syntax.keys.first?.range ?? step.place)
      }
      guard let call = step.call, let heartbeat = call.syntax.heartbeat else { continue }
      if heartbeat.value > call.policy.timeout {
        findings.report(.lateHeartbeat(heartbeat.value, call.policy.timeout), at: heartbeat.range)
      }
    }
    if let deadline = saga.syntax.deadline { check(deadline, of: saga, &findings) }
  }

  private func check(_ deadline: Located<Milliseconds>, of saga: BoundSaga, _ findings: inout Findings) {
    var places: Set<SourceRange> = []
    for step in saga.allSteps where step.position == .beforePivot {
      guard let (length, place) = step.singleTime, length > deadline.value, places.insert(place).inserted else {
        continue
      }
      findings.report(.longerThanDeadline(step.name, length, deadline.value), at: place)
    }
    guard places.isEmpty else { return }
    let time = TimeToPivot(saga.steps)
    guard let longest = time.toPivot ?? time.toEnd, longest > deadline.value else { return }
    findings.report(.tooShort(longest, hasPivot: time.toPivot != nil, saga), at: deadline.range)
  }
}

extension BoundStep {
  /// A length of time that is written for this step alone, and where.
  fileprivate var singleTime: (length: Milliseconds, place: SourceRange)? {
    if let call { return call.policy.timeoutOrigin.range.map { (call.policy.timeout, $0) } }
    if let timeout = wait?.syntax.timeout, longest != nil { return (timeout.value, timeout.range) }
    if let sleep = body as? BoundSleep, let longest { return (longest, sleep.syntax.until.range) }
    return nil
  }
}

extension Finding {
  fileprivate static func endless(_ wait: String) -> Finding {
    Finding(message: "the wait for `\(wait)` has no end", help: "add `timeout`, and `otherwise` for when it is up")
  }

  fileprivate static func lateHeartbeat(_ heartbeat: Milliseconds, _ timeout: Milliseconds) -> Finding {
    Finding(
      message: "the heartbeat of \(heartbeat.text) is longer than the timeout of \(timeout.text)",
      help: "choose a heartbeat that comes several times within the timeout")
  }

  fileprivate static func longerThanDeadline(
    _ step: String, _ length: Milliseconds, _ deadline: Milliseconds
  ) -> Finding {
    Finding(
      message: "`\(step)` alone may take \(length.text), which is longer than the deadline of \(deadline.text)",
      help: "shorten it, or give the saga a longer deadline")
  }

  fileprivate static func tooShort(_ longest: Milliseconds, hasPivot: Bool, _ saga: BoundSaga) -> Finding {
    let parts = saga.allSteps.filter { $0.position == .beforePivot }.compactMap { step in
      step.longest.map { "\(step.name) up to \($0.text)" }
    }
    let end = hasPivot ? "the first attempt of the pivot" : "the end"
    return Finding(
      message: "it may take \(longest.text) to \(end), which is longer than this deadline",
      help: "allow \(longest.text) or more, or shorten timeouts and retries", path: parts)
  }
}
