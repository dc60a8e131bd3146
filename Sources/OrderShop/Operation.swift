import SkaldValue

/// Something a service does when a saga asks for it.
struct Operation: Sendable {
  /// The last part of its path: `charge`.
  let name: String
  /// What its input must hold.
  let fields: [Field]
  /// Does it, at most once for a key.
  let perform: @Sendable (Call) async throws -> Answer
}

/// A field that an input must hold.
struct Field: Sendable {
  /// What its value may be.
  enum Kind: Sendable {
    case int(ClosedRange<Int64>)
    case text(longest: Int)
  }

  let name: String
  let kind: Kind

  /// An identifier: a positive integer.
  static func id(_ name: String) -> Field { Field(name: name, kind: .int(1...Int64.max)) }
  /// An amount or a quantity.
  static func count(_ name: String, to last: Int64) -> Field { Field(name: name, kind: .int(1...last)) }
  /// A text of at most 200 bytes, which every identifier of ours fits.
  static func text(_ name: String) -> Field { Field(name: name, kind: .text(longest: 200)) }

  /// Says what is wrong with the field in `input`, nil when nothing is.
  func fault(in input: JSONObject) -> String? {
    guard let value = input[name] else { return "`\(name)` is missing" }
    switch kind {
    case .int(let range):
      guard let number = value.int else { return "`\(name)` must be an integer, not a \(value.kind)" }
      if range.contains(number) { return nil }
      let upper = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
      return "`\(name)` must be at least \(range.lowerBound)\(upper)"
    case .text(let longest):
      guard let text = value.string else { return "`\(name)` must be a string, not a \(value.kind)" }
      let fits = (1...longest).contains(text.utf8.count) && !text.utf8.contains(0)
      return fits ? nil : "`\(name)` must have 1 to \(longest) bytes, none of them zero"
    }
  }
}
