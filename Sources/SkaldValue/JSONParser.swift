/// Why a text is not JSON.
public struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What was wrong, as one lower-case clause.
  public let message: String
  /// The byte at which it was seen, from 0.
  public let offset: Int

  /// The clause and its place.
  public var description: String { "\(message) at byte \(offset)" }
}

extension JSON {
  /// The deepest nesting that is read.
  public static let depthMax = 64

  /// Reads one JSON text ([RFC 8259](https://www.rfc-editor.org/rfc/rfc8259)), strictly.
  ///
  /// Duplicate names, unpaired surrogates, malformed UTF-8 and nesting beyond ``depthMax`` are refused: parsers disagree
  /// on them, so none of them may enter the system.
  /// - Throws: ``JSONError`` with the byte at fault.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.index == bytes.count else { throw parser.error("unexpected text after the value") }
    return value
  }

  /// Reads one JSON text.
  /// - Throws: ``JSONError`` with the byte at fault.
  public static func parse(_ text: String) throws(JSONError) -> JSON { try parse(Array(text.utf8)) }
}

/// A recursive-descent reader over bytes.
struct JSONParser {
  let bytes: [UInt8]
  var index = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  func error(_ message: String) -> JSONError { JSONError(message: message, offset: index) }

  mutating func skipSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x0A, 0x0D, 0x09: index += 1
      default: return
      }
    }
  }

  mutating func value(depth: Int) throws(JSONError) -> JSON {
    skipSpace()
    guard index < bytes.count else { throw error("expected a value, found the end") }
    guard depth < JSON.depthMax else { throw error("nested deeper than \(JSON.depthMax)") }
    switch bytes[index] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("expected a value")
    }
  }

  private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    for byte in word.utf8 {
      guard index < bytes.count, bytes[index] == byte else { throw error("expected `\(word)`") }
      index += 1
    }
    return value
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSON {
    index += 1
    var members: [JSONObject.Member] = []
    var seen: Set<String> = []
    skipSpace()
    if try take(UInt8(ascii: "}")) { return .object(JSONObject()) }
    repeat {
      skipSpace()
      let start = index
      guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw error("expected a member's name") }
      let name = try string()
      guard isNew(name, among: members, &seen) else {
        throw JSONError(message: "the name `\(name)` appears twice", offset: start)
      }
      skipSpace()
      guard try take(UInt8(ascii: ":")) else { throw error("expected `:`") }
      members.append(JSONObject.Member(name: name, value: try value(depth: depth + 1)))
      skipSpace()
    } while try take(UInt8(ascii: ","))
    guard try take(UInt8(ascii: "}")) else { throw error("expected `,` or `}`") }
    return .object(JSONObject(unique: members))
  }

  /// A scan while there are few names, a set once there are many.
  private func isNew(_ name: String, among members: [JSONObject.Member], _ seen: inout Set<String>) -> Bool {
    if members.count < 16 { return !members.contains { $0.name == name } }
    if seen.isEmpty { seen = Set(members.map { $0.name }) }
    return seen.insert(name).inserted
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSON {
    index += 1
    var values: [JSON] = []
    skipSpace()
    if try take(UInt8(ascii: "]")) { return .array([]) }
    repeat {
      values.append(try value(depth: depth + 1))
      skipSpace()
    } while try take(UInt8(ascii: ","))
    guard try take(UInt8(ascii: "]")) else { throw error("expected `,` or `]`") }
    return .array(values)
  }

  private mutating func take(_ byte: UInt8) throws(JSONError) -> Bool {
    guard index < bytes.count else { throw error("expected more, found the end") }
    guard bytes[index] == byte else { return false }
    index += 1
    return true
  }
}
