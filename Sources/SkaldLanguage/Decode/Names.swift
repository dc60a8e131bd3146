import CEL
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// How names of each sort are formed.
enum NameForm {
  /// Sagas, services, participants, entities, retry policies: `place-order`.
  case dashed
  /// Steps, operations, fields: `shipOrder`.
  case identifier
  /// Events: `order.created.v1`.
  case event
  /// States and refusal codes: `PAID`.
  case word

  /// What a step may not be called: expressions have other uses for these names.
  static let reserved = Set(
    ["input", "event", "start", "item", "index", "saga", "error", "secrets"] + Expression.reservedWords)

  var pattern: String {
    switch self {
    case .dashed: "lower-case letters and digits, joined by `-`, such as place-order"
    case .identifier: "a letter, then letters, digits and `_`, such as shipOrder"
    case .event: "dot-separated lower-case words with a version last, such as order.created.v1"
    case .word: "letters, digits and `_`, such as PAID"
    }
  }

  func accepts(_ name: String) -> Bool {
    switch self {
    case .dashed: return Self.isDashed(name)
    case .identifier: return Self.isIdentifier(name) || Self.isIdentifier(name.underscored)
    case .event:
      let parts = name.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1, let version = parts.last, version.first == "v" else { return false }
      let digits = version.dropFirst()
      return !digits.isEmpty && digits.utf8.allSatisfy { $0.isDigit } && parts.dropLast().allSatisfy(Self.isDashed)
    case .word: return !name.isEmpty && name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
    }
  }

  /// Whether a name can be read in an expression as it stands.
  static func isIdentifier(_ name: String) -> Bool {
    guard let first = name.utf8.first, first.isLetter else { return false }
    return name.utf8.allSatisfy { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  /// Whether a field's name can follow a dot as it stands.
  static func isReadable(_ name: String) -> Bool {
    isIdentifier(name) && !Expression.reservedWords.contains(name)
  }

  private static func isDashed(_ name: String) -> Bool {
    guard let first = name.utf8.first, first.isLower else { return false }
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in !part.isEmpty && part.utf8.allSatisfy { $0.isLower || $0.isDigit } }
  }

  /// The nearest name of this form; nil where there is none.
  func repaired(_ name: String) -> String? {
    let candidate: String
    switch self {
    case .dashed: candidate = Self.dashed(name)
    case .identifier, .word:
      candidate = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    case .event:
      let words = name.split(separator: ".").map { Self.dashed(String($0)) }.joined(separator: ".")
      candidate = accepts(words) ? words : words + ".v1"
    }
    return accepts(candidate) && candidate != name ? candidate : nil
  }

  /// `PlaceOrder`, `place_order`, `place order` as `place-order`.
  private static func dashed(_ name: String) -> String {
    var out = ""
    var previousIsLower = false
    for character in name {
      let isUpper = character.isUppercase
      if isUpper, previousIsLower { out += "-" }
      previousIsLower = character.isLowercase || character.isNumber
      out += character.isLetter || character.isNumber ? character.lowercased() : "-"
    }
    return out
  }
}

extension String {
  var underscored: String { String(map { $0 == "-" ? "_" : $0 }) }
}

extension UInt8 {
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var isLower: Bool { self >= UInt8(ascii: "a") && self <= UInt8(ascii: "z") }
  var isLetter: Bool { isLower || self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") }
}

extension DecodeContext {
  /// SK105: a name that does not have its form. The name is kept, so that what refers to it is no second finding.
  mutating func checkName(_ name: Located<String>, _ form: NameForm, of what: String) {
    guard !form.accepts(name.value) else { return }
    let repaired = form.repaired(name.value)
    report(
      "SK105", "`\(name.value)` is no name of \(what): expected \(form.pattern)", at: name.range,
      help: repaired.map { "call it `\($0)`" }, fix: repaired)
  }

  /// SK105: a step's name, which expressions read.
  mutating func checkStepName(_ name: Located<String>) {
    checkName(name, .identifier, of: "a step")
    guard NameForm.reserved.contains(name.value) else { return }
    report(
      "SK105", "a step is not called `\(name.value)`: expressions know this name already", at: name.range,
      help: "call it `\(name.value)Step`, or by what it does")
  }

  /// The key of an entry as a name.
  func name(of key: YAMLNode) -> Located<String> { Located(key.text ?? "", at: key.range) }
}
