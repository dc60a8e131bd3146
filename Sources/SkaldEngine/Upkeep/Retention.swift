public import SkaldValue

/// How long instances are kept once they ended.
///
/// An instance that is deleted goes as a whole, with its journal. Its business key stays: a start with it finds that the
/// instance existed.
public struct Retention: Sendable, Hashable {
  /// How long after its end an instance is kept.
  public var ended: Milliseconds
  /// The file that gets an instance as a line of JSON before it is deleted; nil for none.
  public var file: String?

  /// Sets how long instances are kept.
  public init(ended: Milliseconds, file: String? = nil) {
    self.ended = ended
    self.file = file
  }
}
