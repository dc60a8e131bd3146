/// Why an expression has no value.
public struct EvaluationError: Error, Sendable, Hashable {
  /// What kind of failure it is.
  public struct Kind: Sendable, Hashable {
    private let code: UInt8

    private init(_ code: UInt8) { self.code = code }

    /// A field, key or index that the value does not have.
    public static let missingField = Kind(0)
    /// A variable that is not bound.
    public static let unboundName = Kind(1)
    /// An operator or function that does not accept these values, or does not exist.
    public static let noOverload = Kind(2)
    /// A division by the integer zero.
    public static let divisionByZero = Kind(3)
    /// A number or time that does not fit its type.
    public static let overflow = Kind(4)
    /// An argument that the function cannot work with.
    public static let invalidArgument = Kind(5)
    /// A map literal that names a key twice.
    public static let duplicateKey = Kind(6)
    /// More steps than the limit allows.
    public static let costExceeded = Kind(7)
    /// A deeper expression, or a larger value, than the limit allows.
    public static let limitExceeded = Kind(8)
  }

  /// A sub-expression and what it evaluated to.
  public struct Part: Sendable, Hashable {
    /// The sub-expression as it stands in the source.
    public let text: String
    /// Its value as CEL would write it, shortened.
    public let value: String
  }

  /// What kind of failure it is.
  public let kind: Kind
  /// The failure as one lower-case clause; it holds no value of a variable.
  public let message: String
  /// The UTF-8 offsets of the part that failed.
  public let range: Range<Int>
  /// The value of each sub-expression that has one, in the order of the source; it may hold what is not to be logged.
  public let parts: [Part]
}

extension EvaluationError: CustomStringConvertible {
  /// The failure without the values of the parts.
  public var description: String { message }
}

/// A failure inside the evaluator; it becomes an ``EvaluationError`` at the edge, where the parts are known.
struct Failure: Error {
  let kind: EvaluationError.Kind
  let message: String
  var range: Range<Int>?

  init(_ kind: EvaluationError.Kind, _ message: String, _ range: Range<Int>? = nil) {
    self.kind = kind
    self.message = message
    self.range = range
  }

  /// The same failure with a place, unless it has one.
  func at(_ place: Range<Int>) -> Failure { Failure(kind, message, range ?? place) }

  /// Whether `&&`, `||`, `exists` and `all` may go on after it; a spent budget ends the evaluation.
  var isAbsorbable: Bool { kind != .costExceeded && kind != .limitExceeded }
}
