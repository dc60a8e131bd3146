import SkaldEngine
import SkaldDiagnostics
import SkaldLanguage

extension TestCaseSyntax.Script {
  /// What the services do, one rule after the other.
  var rules: [MockScript.Rule] {
    var rules: [MockScript.Rule] = []
    for (index, answer) in answers.enumerated() {
      let isLast = index == answers.count - 1
      let faults = answer.faults.map { MockScript.Rule(operation: operation.value, behavior: $0, count: $1) }
      rules += faults
      // Attempts that fail are answers of their own; what follows them is the next one.
      if answer.decision == nil, !faults.isEmpty, !isLast { continue }
      rules.append(
        MockScript.Rule(operation: operation.value, behavior: answer.decision ?? .answers, count: isLast ? nil : 1))
    }
    return rules
  }
}

extension TestCaseSyntax.Answer {
  /// What the first attempts meet.
  fileprivate var faults: [(MockScript.Behavior, Int)] {
    [(.fails, failures), (.timesOut, losses), (.hangs, hangs)].compactMap { behavior, count in
      count.map { (behavior, $0.value) }
    }
  }

  /// What is answered in the end; nil where nothing is said of it.
  fileprivate var decision: MockScript.Behavior? {
    var decision: MockScript.Behavior?
    if let refusal { decision = .refuses(code: refusal.value) }
    if let value = result?.constant { decision = .returns(value) }
    guard let delay else { return decision }
    return .late(delay.value, decision ?? .answers)
  }
}
