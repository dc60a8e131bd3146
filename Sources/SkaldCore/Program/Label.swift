public import SkaldValue

/// A word by which instances are looked for, beside what they are about: `team` is `payments`.
///
/// Labels are kept as they are given, in the clear: nothing secret belongs into them, and definitions write them out.
public struct Label: Sendable, Hashable, Codable, Comparable {
  /// The longest name, in bytes.
  public static let nameMax = 63
  /// The longest value, in bytes.
  public static let valueMax = 256
  /// How many labels an instance may have.
  public static let countMax = 32

  /// The name.
  public let name: String
  /// The value; empty where the name says all.
  public let value: String

  /// Makes a label; nil where ``fault(name:value:)`` finds one.
  public init?(name: String, value: String = "") {
    guard Self.fault(name: name, value: value) == nil else { return nil }
    self.name = name
    self.value = value
  }

  /// What is wrong with a name or a value, as one clause; nil where nothing is.
  public static func fault(name: String, value: String) -> String? {
    let first = name.utf8.first.map { isLower($0) } ?? false
    let isNamed = first && name.utf8.allSatisfy { isLower($0) || (0x30...0x39).contains($0) || "._-".utf8.contains($0) }
    guard isNamed, name.utf8.count <= nameMax else {
      return "expected a name of at most \(nameMax) small letters, digits, `.`, `_` and `-`, found `\(name.prefix(70))`"
    }
    guard value.utf8.count <= valueMax, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
      return "expected at most \(valueMax) bytes without control characters as the value of `\(name)`"
    }
    return nil
  }

  /// Splits `NAME=VALUE`, or a `NAME` alone.
  public static func parts(of text: String) -> (name: String, value: String?) {
    guard let sign = text.firstIndex(of: "=") else { return (text, nil) }
    return (String(text[..<sign]), String(text[text.index(after: sign)...]))
  }

  /// Orders by name, then value.
  public static func < (left: Label, right: Label) -> Bool { (left.name, left.value) < (right.name, right.value) }

  private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
}

extension [Label] {
  /// These labels and others, of which the others win; in the order of the names.
  public func overridden(by others: [Label]) -> [Label] {
    (filter { label in !others.contains { $0.name == label.name } } + others).sorted()
  }

  /// The labels as the API gives them: an object.
  public var json: JSON { .object(JSONObject(map { ($0.name, .string($0.value)) })) }
}
