/// Writes the text of a JSON object member by member, for places where building the value first would cost too much.
public struct JSONObjectWriter: Sendable {
  /// How much room a small message takes; more is made as it is needed.
  private static let roomUsual = 192

  private var bytes: [UInt8]

  /// Begins an object.
  public init() {
    bytes = []
    bytes.reserveCapacity(Self.roomUsual)
    bytes.append(UInt8(ascii: "{"))
  }

  /// Adds a member; the caller sees to it that names are unique.
  public mutating func add(_ name: String, _ value: JSON) {
    begin(name)
    value.write(into: &bytes)
  }

  /// Adds a member with a text.
  public mutating func add(_ name: String, text: String) {
    begin(name)
    bytes.append(quoted: text)
  }

  /// Adds a member with an integer.
  public mutating func add(_ name: String, integer: Int64) {
    begin(name)
    bytes.append(decimal: integer)
  }

  /// The text of the object.
  public consuming func finish() -> [UInt8] {
    bytes.append(UInt8(ascii: "}"))
    return bytes
  }

  private mutating func begin(_ name: String) {
    if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
    bytes.append(quoted: name)
    bytes.append(UInt8(ascii: ":"))
  }
}
