public import SkaldDiagnostics

/// What YAML reads otherwise than the author meant (SK102).
public enum YAMLTraps {
  /// The keys whose value is an expression that may stand bare.
  public static let expressionKeys = ["if", "until", "in"]

  /// The finding for the value of such a key that YAML read as a list or mapping in brackets.
  ///
  /// What YAML cannot read at all, reads as a tag or cuts at a ` #`, the loader reports and then gives the text that
  /// was meant; so it does with an unquoted `${…}`.
  public static func expressionTrap(_ node: YAMLNode, in source: SourceText) -> Diagnostic? {
    guard node.alias == nil else { return nil }
    switch node.kind {
    case .sequence: return collection(node, "list", in: source)
    case .mapping: return collection(node, "mapping", in: source)
    case .scalar: return nil
    }
  }

  private static func collection(_ node: YAMLNode, _ what: String, in source: SourceText) -> Diagnostic? {
    guard node.isFlow else { return nil }
    return quoting(
      node.range, at: node.range, message: "the expression must be quoted: YAML reads it as a \(what)",
      label: "a \(what), not an expression", in: source)
  }
}

extension YAMLTraps {
  /// The part of a value after a ` #` is lost.
  static func cut(_ value: SourceRange, after end: Int, in source: SourceText) -> Diagnostic {
    let start = Bytes.skipBlanks(source.bytes, from: end, to: value.end)
    return quoting(
      value, at: SourceRange(start: start, end: value.end),
      message: "the expression must be quoted: ` #` begins a comment", label: "YAML drops this part", in: source)
  }

  /// A word that parsers of YAML 1.1 take for a truth value.
  static func booleanWord(_ scalar: YAMLScalar, in source: SourceText) -> Diagnostic? {
    guard scalar.style == .plain, scalar.explicitType == nil, isBooleanWord(scalar.text) else { return nil }
    return quoting(
      scalar.range, at: scalar.range, message: "`\(scalar.text)` must be quoted: many tools read it as a truth value",
      label: "here it is a text", help: "quote it if it is a text, or write `true` or `false`", in: source)
  }

  private static func isBooleanWord(_ text: String) -> Bool {
    guard text.utf8.count <= 3, let first = text.utf8.first else { return false }
    switch first {
    case UInt8(ascii: "o"), UInt8(ascii: "O"), UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"),
      UInt8(ascii: "N"):
      switch text {
      case "on", "On", "ON", "off", "Off", "OFF", "yes", "Yes", "YES", "no", "No", "NO": return true
      default: return false
      }
    default: return false
    }
  }

  /// A finding whose repair is to quote a value.
  static func quoting(
    _ value: SourceRange, at range: SourceRange, message: String, label: String, help: String = "quote the whole value",
    in source: SourceText
  ) -> Diagnostic {
    let edit = Diagnostic.Edit(range: value, text: Quoting.quoted(source.text(in: value)))
    return Diagnostic(
      code: "SK102", message: message, label: label, file: source.path, range: range, help: help, fix: [edit])
  }
}
