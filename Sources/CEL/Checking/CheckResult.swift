/// What checking an expression against the types of its variables found.
public struct CheckResult: Sendable, Hashable {
  /// The type of the expression's value; ``CELType/dyn`` where an issue hides it.
  public let type: CELType
  /// Every problem, in the order of the source.
  public let issues: [CheckIssue]
}

/// A problem that would make an expression fail when it runs.
public struct CheckIssue: Sendable, Hashable {
  /// What kind of problem it is.
  public enum Kind: Sendable, Hashable {
    /// A variable or function that does not exist, with the nearest that does.
    case unknownName(name: String, suggestion: String?)
    /// A field that the value cannot have, with the nearest that it has.
    case unknownField(field: String, suggestion: String?)
    /// An operator or function that does not accept these types.
    case noOverload
    /// A place that needs a value of another type.
    case typeMismatch(expected: CELType, found: CELType)
    /// A field that may be absent and is read without `has()`.
    case optionalField(name: String)
    /// A literal pattern that is not a regular expression.
    case invalidPattern
  }

  /// What kind of problem it is.
  public let kind: Kind
  /// The problem as one lower-case clause.
  public let message: String
  /// The UTF-8 offsets of the part at fault.
  public let range: Range<Int>
}
