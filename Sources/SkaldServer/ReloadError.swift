public import JSONSchema
internal import SkaldEngine

/// Why the definitions were not taken into use; those of before stay.
public struct ReloadError: Error, Sendable, CustomStringConvertible {
  /// The kind of fault, for programs.
  public var code: String
  /// What is the matter, as one clause.
  public var message: String
  /// The findings, each with its place in a file.
  public var findings: [SchemaViolation]

  /// Makes an error.
  public init(code: String, message: String, findings: [SchemaViolation] = []) {
    self.code = code
    self.message = message
    self.findings = findings
  }

  /// The message and the findings.
  public var description: String {
    ([message] + findings.map { "\($0.path): \($0.message)" }).joined(separator: "; ")
  }
}
