import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func text(_ node: YAMLNode?, for key: String) -> Located<String>? {
    guard let node else { return nil }
    guard let scalar = node.scalar, case .string(let text) = scalar.resolved else {
      reportWrong(node, expected: "a text", for: key)
      return nil
    }
    return Located(text, at: node.range)
  }

  mutating func bool(_ node: YAMLNode?, for key: String) -> Located<Bool>? {
    guard let node else { return nil }
    guard let scalar = node.scalar, case .bool(let value) = scalar.resolved else {
      reportWrong(node, expected: "true or false", for: key)
      return nil
    }
    return Located(value, at: node.range)
  }

  mutating func integer(_ node: YAMLNode?, atLeast least: Int, for key: String) -> Located<Int>? {
    guard let node else { return nil }
    guard let scalar = node.scalar, case .int(let value) = scalar.resolved, value >= least,
      let count = Int(exactly: value)
    else {
      reportWrong(node, expected: "a whole number from \(least) on", for: key, isTunable: true)
      return nil
    }
    return Located(count, at: node.range)
  }

  mutating func factor(_ node: YAMLNode?, for key: String) -> Located<Double>? {
    guard let node else { return nil }
    let value: Double? =
      switch node.scalar?.resolved {
      case .int(let value): Double(value)
      case .float(let value): value
      case .null, .bool, .string, nil: nil
      }
    guard let value, value.isFinite, value >= 1 else {
      reportWrong(node, expected: "a number from 1 on", for: key, isTunable: true)
      return nil
    }
    return Located(value, at: node.range)
  }

  /// A length of time such as `1h30m`.
  mutating func duration(_ node: YAMLNode?, for key: String, orForever: Bool = false) -> Located<Milliseconds>? {
    guard let node else { return nil }
    if let text = node.text {
      if orForever, text == "forever" { return Located(.forever, at: node.range) }
      if let length = Milliseconds(text: text) { return Located(length, at: node.range) }
    }
    let forever = orForever ? " or `forever`" : ""
    reportWrong(
      node, expected: "a duration such as 30s or 1h30m\(forever)", for: key,
      help: "a duration is one or more of a whole number and ms, s, m, h or d", isTunable: true)
    return nil
  }

  /// One of a few words.
  mutating func word<Word: RawRepresentable<String> & Sendable>(
    _ node: YAMLNode?, among words: [Word], for key: String
  ) -> Located<Word>? {
    guard let node else { return nil }
    guard let text = node.text, let word = words.first(where: { $0.rawValue == text }) else {
      reportWord(node, among: words.map { $0.rawValue }, for: key)
      return nil
    }
    return Located(word, at: node.range)
  }

  /// A list of texts; a single text is a list of one.
  mutating func texts(_ node: YAMLNode?, for key: String, allowsOne: Bool = false) -> [Located<String>] {
    guard let node else { return [] }
    if allowsOne, node.scalar != nil { return text(node, for: key).map { [$0] } ?? [] }
    guard let items = node.items else {
      reportWrong(node, expected: "a list", for: key)
      return []
    }
    var result: [Located<String>] = []
    for item in items {
      if let text = text(item, for: key) { result.append(text) }
    }
    return result
  }
}
