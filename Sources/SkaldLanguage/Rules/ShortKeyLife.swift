import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// SK602.
package struct ShortKeyLife: Rule {
  package let code = "SK602"
  package let name = "short-key-life"
  package let holdsBeyondSagas = true
  package let summary = "a service forgets an idempotency key while a retry can still arrive"
  package let finds = """
    A `keyTTL`, or `defaults.idempotency.ttl`, that is shorter than the longest time between the first attempt and the \
    last: all attempts with their timeouts and waits. Before the pivot no attempt comes after the saga's deadline, and \
    after a standstill one may come as late as that: a `keyTTL` that is said has to last until then. Where retries have \
    no limit and the key lives for a finite time, it is a warning. Operations that are `natural` or without effect, and \
    services that are declared nowhere, are left out.
    """
  package let matters = "A retry under a key that the service has forgotten takes effect a second time."

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { keyTTL: 24h }
        refund: { idempotent: natural }
      delivery:
        request: { keyTTL: forever }
    """,
    """
    skald: 1
    saga: approve
    deadline: 5d
    steps:
      - { step: hold, call: payment.hold, compensate: payment.free }
      - { ask: approval, answer: { approved: bool }, timeout: 3d }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        hold: {}
        free: { idempotent: natural }
      delivery:
        request: { keyTTL: forever }
    """,
    """
    skald: 1
    saga: order
    deadline: 2h
    steps:
      - { step: charge, call: payment.charge, retry: { attempts: unlimited }, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { keyTTL: 24h }
        refund: { idempotent: natural }
      delivery:
        request: { keyTTL: forever }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    deadline: 30m
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { keyTTL: ⟦10m⟧ }
        refund: { idempotent: natural }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment:
        charge: { keyTTL: 24h }
        refund: { keyTTL: ⟦24h⟧ }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var places: Set<FilePlace> = []
    for use in saga.keyUses {
      guard let operation = use.operation, operation.needsKey, use.keyTTL != .forever else { continue }
      let longest = use.longest(within: use.isUnderDeadline ? saga.syntax.deadline?.value : nil, in: saga)
      if let longest, longest <= use.keyTTL { continue }
      let place = use.place(in: saga)
      guard places.insert(place).inserted else { continue }
      findings.report(.forgotten(use.step, operation.name, use.keyTTL, longest: longest), at: place)
    }
  }
}

/// A call whose service has to remember a key.
private struct KeyUse {
  let step: String
  let operation: BoundOperation?
  let name: Located<String>
  let policy: BoundPolicy
  let keyTTL: Milliseconds
  let isUnderDeadline: Bool
  /// Whether `onUnknown` goes on where the policy ends.
  let isEndless: Bool

  /// The longest time between the first attempt and the last; nil where there is no limit.
  func longest(within deadline: Milliseconds?, in saga: BoundSaga) -> Milliseconds? {
    let longest = isEndless ? nil : policy.lowered.longest
    guard let deadline else { return longest }
    // A life that nobody stated is a guess, and a standstill of days would make most of them too short.
    let isStated = operation?.declaration?.keyTTL != nil || saga.syntax.defaults.keyTTL != nil
    return isStated ? deadline : min(longest ?? deadline, deadline)
  }

  /// Where the life of the key is said, or else what makes it too short.
  func place(in saga: BoundSaga) -> FilePlace {
    if let written = operation?.declaration?.keyTTL, let file = operation?.place?.file {
      return FilePlace(file: file, range: written.range)
    }
    if let written = saga.syntax.defaults.keyTTL { return FilePlace(file: saga.file, range: written.range) }
    if case .written(let range) = policy.retryOrigin { return FilePlace(file: saga.file, range: range) }
    return FilePlace(file: saga.file, range: name.range)
  }
}

extension BoundSaga {
  fileprivate var keyUses: [KeyUse] {
    var uses: [KeyUse] = []
    for (step, call) in calls {
      uses.append(
        KeyUse(
          step: step.name, operation: call.operation, name: call.syntax.operation, policy: call.policy,
          keyTTL: call.keyTTL, isUnderDeadline: call.position == .beforePivot,
          isEndless: call.syntax.onUnknown?.value == .retry))
      for undo in call.undo.calls {
        uses.append(
          KeyUse(
            step: "the undo of \(step.name)", operation: undo.operation, name: undo.syntax.operation,
            policy: undo.policy, keyTTL: undo.operation?.keyTTL ?? syntax.defaults.keyTTL?.value ?? .hours(24),
            isUnderDeadline: false, isEndless: false))
      }
    }
    return uses
  }
}

extension BoundOperation {
  /// Whether a repeat under a forgotten key would take effect again.
  fileprivate var needsKey: Bool { declaration != nil && hasEffect && idempotency == .key }
}

extension Finding {
  fileprivate static func forgotten(
    _ step: String, _ operation: String, _ life: Milliseconds, longest: Milliseconds?
  ) -> Finding {
    guard let longest else {
      return Finding(
        message: "`\(operation)` forgets a key after \(life.text), and \(step) is retried without limit",
        help: "let the service remember keys `forever`, or bound the retries", severity: .warning)
    }
    return Finding(
      message:
        "`\(operation)` forgets a key after \(life.text), and a retry of \(step) can arrive \(longest.text) later",
      help: "let the service remember keys for \(longest.text) or more")
  }
}
