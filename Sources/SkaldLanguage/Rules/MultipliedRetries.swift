import SkaldCore
package import SkaldDiagnostics

/// SK607.
package struct MultipliedRetries: Rule {
  package let code = "SK607"
  package let name = "multiplied-retries"
  package let severity = Severity.warning
  package let summary = "retries inside retries multiply"
  package let finds = """
    A `repeat` with `atMost` around a call that the loop outlives when its attempts are used up, since it is \
    `optional` or `catch`es `timed_out`, `unavailable` or `other` and goes on: where the rounds, those of loops \
    around it, and the attempts multiply to more than ten calls. Loops and calls of sub-sagas count too. A call that \
    is tried once, or without limit, multiplies nothing.
    """
  package let matters = """
    A service that is down gets many times the calls it gets otherwise, from every instance: retries are what keeps \
    it down. One place should decide how often something is tried.
    """

  package let accepts = [
    """
    skald: 1
    saga: import
    steps:
      - repeat: poll
        every: 1m
        atMost: 60
        until: has(status.done) && status.done
        steps: [ { step: status, call: importer.status, optional: true, retry: { attempts: 1 } } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
    """
    skald: 1
    saga: import
    steps:
      - repeat: poll
        every: 1m
        atMost: 60
        until: status.done
        steps: [ { step: status, call: importer.status } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: import
    steps:
      - repeat: poll
        every: 1m
        atMost: ⟦5⟧
        until: has(status.done) && status.done
        steps: [ { step: status, call: importer.status, optional: true } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
    """
    skald: 1
    saga: import
    steps:
      - { repeat: poll, every: 1m, atMost: ⟦6⟧, until: index > 4, steps: [ { saga: ask } ] }
    ---
    skald: 1
    saga: ask
    steps: [ { step: status, call: importer.status, optional: true, retry: { attempts: 2 } } ]
    ---
    skald: 1
    services: { importer: { status: { out: { done: bool }, effect: false } } }
    """,
  ]

  /// From here on a call counts as multiplied.
  private static let limit = 10

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for step in saga.steps { check(step, saga, project, &findings) }
  }

  /// Looks at the outermost loops.
  private func check(_ step: BoundStep, _ saga: BoundSaga, _ project: BoundProject, _ findings: inout Findings) {
    guard let bound = step.loop?.syntax.atMost else {
      for inner in step.body.branches.flatMap({ $0.steps }) { check(inner, saga, project, &findings) }
      return
    }
    var worst = MostCalls(sagas: project.sagas)
    worst.visit(step, rounds: 1, in: saga.file, callers: [saga.name])
    guard let most = worst.found, most.count > Self.limit else { return }
    findings.report(.multiplied(most), at: bound.range)
  }
}

/// The call that a loop makes most often while the service is down.
private struct MostCalls {
  struct Call {
    let step: BoundStep
    let file: String
    let rounds: Int
    let attempts: Int

    var count: Int { rounds.times(attempts) }
  }

  let sagas: [BoundSaga]
  private(set) var found: Call?

  init(sagas: [BoundSaga]) { self.sagas = sagas }

  mutating func visit(_ step: BoundStep, rounds: Int, in file: String, callers: [String]) {
    if let call = step.call, call.goesOnWithoutAnswer, let attempts = call.policy.retry.attempts, attempts > 1 {
      let candidate = Call(step: step, file: file, rounds: rounds, attempts: attempts)
      if candidate.count > found?.count ?? 0 { found = candidate }
    }
    let inside = rounds.times(step.loop?.syntax.atMost?.value ?? 1)
    for inner in step.body.branches.flatMap({ $0.steps }) {
      visit(inner, rounds: inside, in: file, callers: callers)
    }
    guard let syntax = step.subSaga?.saga, !callers.contains(syntax.name.value) else { return }
    let part = sagas.first { $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1 }
    for inner in part?.steps ?? [] {
      visit(inner, rounds: rounds, in: part?.file ?? file, callers: callers + [syntax.name.value])
    }
  }
}

extension BoundCall {
  /// Whether the saga goes on once the attempts are used up.
  fileprivate var goesOnWithoutAnswer: Bool {
    if isOptional { return true }
    return branches.contains { branch in
      guard case .caught(let code) = branch.entry, branch.leadsOn else { return false }
      return ["timed_out", "unavailable", "other"].contains(code.value)
    }
  }
}

extension Finding {
  fileprivate static func multiplied(_ most: MostCalls.Call) -> Finding {
    Finding(
      message:
        "\(most.rounds) rounds of \(most.attempts) attempts each: `\(most.step.name)` calls \(most.count) times "
        + "while the service is down",
      help: "let the step try once, `retry: { attempts: 1 }`, since the loop tries again; or make fewer rounds",
      related: [.init(message: "tried in every round", file: most.file, range: most.step.place)])
  }
}
