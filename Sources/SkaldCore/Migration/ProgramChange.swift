/// From here on an instance follows another program; journals hold these.
///
/// Programs are named by the numbers under which the store has them: what changes with the program follows from both.
public struct ProgramChange: Sendable, Hashable {
  /// The program until here.
  public var from: Int64
  /// The program from here on.
  public var to: Int64
  /// Why, for the history; empty for another tuning.
  public var reason: String
  /// Who does it, for the history; empty for another tuning.
  public var by: String

  /// Describes a change.
  public init(from: Int64, to: Int64, reason: String = "", by: String = "") {
    self.from = from
    self.to = to
    self.reason = reason
    self.by = by
  }
}

extension SagaEvent.Kind {
  /// The change of the program; nil where this is none.
  package var programChange: ProgramChange? {
    if case .adopted(let change) = self { return change }
    return nil
  }
}
