import CEL
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  /// A value with expressions in it.
  mutating func value(_ node: YAMLNode) -> ValueSyntax {
    switch node.kind {
    case .scalar(let scalar): return value(scalar, at: node.range)
    case .sequence(let items):
      var values: [ValueSyntax] = []
      for item in items { values.append(value(item)) }
      return .list(values, at: node.range)
    case .mapping: return .object(fieldValues(node, for: "value"), at: node.range)
    }
  }

  /// Named values with expressions in them.
  mutating func fieldValues(_ node: YAMLNode?, for key: String) -> [FieldSyntax] {
    guard let node, let mapping = mapping(node, for: key) else { return [] }
    var fields: [FieldSyntax] = []
    for entry in mapping.entries { fields.append(FieldSyntax(name: name(of: entry.key), value: value(entry.value))) }
    return fields
  }

  private mutating func value(_ scalar: YAMLScalar, at range: SourceRange) -> ValueSyntax {
    let bytes = Array(scalar.text.utf8)
    guard case .string = scalar.resolved, ExpressionScan.nextOpen(bytes, from: 0, to: bytes.count) != nil else {
      return .literal(Located(scalar.json, at: range))
    }
    guard let pieces = pieces(bytes, of: scalar) else {
      let lost = ExpressionSyntax(source: "", parsed: nil, offset: 0, map: scalar.map(in: source))
      return .expression(lost, at: range)
    }
    if pieces.count == 1, case .expression(let expression) = pieces[0] { return .expression(expression, at: range) }
    return .text(pieces, at: range)
  }

  /// Nil where a `${` does not close.
  private mutating func pieces(_ bytes: [UInt8], of scalar: YAMLScalar) -> [ValueSyntax.Piece]? {
    let map = scalar.map(in: source)
    var pieces: [ValueSyntax.Piece] = []
    var index = 0
    while let open = ExpressionScan.nextOpen(bytes, from: index, to: bytes.count) {
      if open > index { pieces.append(.literal(String(decoding: bytes[index..<open], as: UTF8.self))) }
      guard let end = ExpressionScan.end(bytes, from: open + 2, to: bytes.count) else {
        report("SK300", "`${` is not closed by `}`", at: map.range(of: open..<bytes.count))
        return nil
      }
      pieces.append(.expression(expression(bytes[(open + 2)..<(end - 1)], map: map)))
      index = end
    }
    if index < bytes.count { pieces.append(.literal(String(decoding: bytes[index...], as: UTF8.self))) }
    return pieces
  }

  /// An expression whose text begins at `bytes.startIndex` of its scalar; spaces around it do not belong to it.
  private mutating func expression(_ bytes: ArraySlice<UInt8>, map: YAMLScalarMap) -> ExpressionSyntax {
    var part = bytes.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
    while let last = part.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\n") { part.removeLast() }
    let text = String(decoding: part, as: UTF8.self)
    return parse(text, offset: part.isEmpty ? bytes.startIndex : part.startIndex, map: map)
  }

  private mutating func parse(_ text: String, offset: Int, map: YAMLScalarMap) -> ExpressionSyntax {
    guard !text.isEmpty else {
      let place = map.range(of: offset..<offset)
      report("SK300", "expected an expression between `${` and `}`", at: place)
      return ExpressionSyntax(source: text, parsed: nil, offset: offset, map: map)
    }
    do throws(ParseError) {
      let parsed = try Expression(parsing: text)
      return ExpressionSyntax(source: text, parsed: parsed, offset: offset, map: map)
    } catch {
      let syntax = ExpressionSyntax(source: text, parsed: nil, offset: offset, map: map)
      report("SK300", error.message, at: syntax.range(of: error.range))
      return syntax
    }
  }

  /// The value of `if`, `until`, `in`: an expression bare or as `${…}`.
  mutating func condition(_ node: YAMLNode?, for key: String) -> ExpressionSyntax? {
    guard let node else { return nil }
    if let trap = YAMLTraps.expressionTrap(node, in: source) {
      report(trap)
      return nil
    }
    guard let scalar = node.scalar else {
      reportWrong(node, expected: "an expression", for: key)
      return nil
    }
    let bytes = Array(scalar.text.utf8)
    let map = scalar.map(in: source)
    if bytes.starts(with: "${".utf8), ExpressionScan.end(bytes, from: 2, to: bytes.count) == bytes.count {
      return expression(bytes[2..<(bytes.count - 1)], map: map)
    }
    return expression(bytes[...], map: map)
  }
}
