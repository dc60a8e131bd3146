/// A part of a file, as offsets in UTF-8 bytes; the end is the first byte after it.
public struct SourceRange: Sendable, Hashable {
  /// The offset of the first byte.
  public let start: Int
  /// The offset after the last byte.
  public let end: Int

  /// Makes a range; an end before the start is taken as an empty range.
  public init(start: Int, end: Int) {
    self.start = start
    self.end = max(start, end)
  }

  /// How many bytes the range holds.
  public var count: Int { end - start }
  /// Whether the range holds nothing.
  public var isEmpty: Bool { start == end }

  /// Whether an offset lies inside.
  public func contains(_ offset: Int) -> Bool { offset >= start && offset < end }
}

/// A value together with the part of the file it was read from.
public struct Located<Value: Sendable>: Sendable {
  /// The value.
  public let value: Value
  /// Where it stands.
  public let range: SourceRange

  /// Makes a value with its place.
  public init(_ value: Value, at range: SourceRange) {
    self.value = value
    self.range = range
  }

  /// The transformed value at the same place.
  public func map<Other: Sendable>(_ transform: (Value) -> Other) -> Located<Other> {
    Located<Other>(transform(value), at: range)
  }
}

extension Located: Equatable where Value: Equatable {}
extension Located: Hashable where Value: Hashable {}
