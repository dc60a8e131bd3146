public import SkaldValue

/// When an instance shall begin.
public enum StartTime: Sendable, Hashable {
  /// Then; at once where that is over.
  case at(Timestamp)
  /// So long after its start is durable.
  case after(Milliseconds)

  /// The longest that a start may be put off: what is further away is most likely a slip.
  public static let delayMax = Milliseconds.days(366 * 10)

  /// The time that it is, said now.
  func time(from now: Timestamp) -> Timestamp {
    switch self {
    case .at(let time): time
    case .after(let length): now + length
    }
  }
}
