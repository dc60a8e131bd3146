import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  private enum Unlimited: String, CaseIterable { case unlimited }
  private enum Jitter: String, CaseIterable { case full, none }

  /// The value of `retry`: a policy's name or a policy.
  mutating func retry(_ node: YAMLNode?, for key: String = "retry") -> RetrySyntax? {
    guard let node else { return nil }
    if node.entries != nil { return policy(node, for: key).map { .inline($0) } }
    guard let scalar = node.scalar, case .string(let name) = scalar.resolved else {
      reportWrong(
        node, expected: "the name of a retry policy, or a policy such as { attempts: 3 }", for: key, isTunable: true)
      return nil
    }
    return .named(Located(name, at: node.range))
  }

  mutating func policy(_ node: YAMLNode, for key: String) -> PolicySyntax? {
    guard let fields = fields(node, KeyCatalog.policy, for: key) else { return nil }
    var policy = PolicySyntax(range: node.range)
    policy.attempts = attempts(fields["attempts"])
    policy.wait = duration(fields["wait"], for: "wait")
    policy.factor = factor(fields["factor"], for: "factor")
    policy.max = duration(fields["max"], for: "max")
    policy.hasJitter = word(fields["jitter"], among: Jitter.allCases, for: "jitter").map { $0.map { $0 == .full } }
    return policy
  }

  private mutating func attempts(_ node: YAMLNode?) -> Located<PolicySyntax.Attempts>? {
    guard let node else { return nil }
    if node.text == Unlimited.unlimited.rawValue { return Located(.unlimited, at: node.range) }
    guard let scalar = node.scalar, case .int(let count) = scalar.resolved, let count = Int(exactly: count), count >= 1
    else {
      reportWrong(
        node, expected: "a whole number from 1 on, or `unlimited`", for: "attempts",
        help: "the first call counts as one attempt", isTunable: true)
      return nil
    }
    return Located(.limited(count), at: node.range)
  }
}
