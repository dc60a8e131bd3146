/// A value that only the service it is meant for may see. Never shown: its description is `***`, and it cannot be
/// encoded.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The value itself.
  public let revealed: String

  /// Takes a value.
  public init(_ value: String) { revealed = value }

  /// Three stars.
  public var description: String { "***" }
  /// Three stars.
  public var debugDescription: String { "***" }
  /// Nothing inside.
  public var customMirror: Mirror { Mirror(self, children: [:] as KeyValuePairs) }
}
