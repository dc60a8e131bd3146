/// An event that came in, in its place among all that did.
public struct InboxEntry: Sendable, Hashable {
  /// Its number: later ones have higher numbers.
  public var number: Int64
  /// The event.
  public var row: InboxRow

  /// Makes an entry.
  public init(number: Int64, row: InboxRow) {
    self.number = number
    self.row = row
  }
}

/// From where lists of what a store keeps in order are read.
public enum StoreRange: Sendable, Hashable {
  /// What lies behind a number, oldest first.
  case after(Int64)
  /// What lies before a number, newest first.
  case before(Int64)
}
