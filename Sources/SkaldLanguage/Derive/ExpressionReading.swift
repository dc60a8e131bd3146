import CEL
import SkaldCore
import SkaldValue

/// What an expression of a saga reads, as a flow of events knows it.
enum DerivedName: Hashable {
  /// The field that names the flow.
  case key
  /// A field of the input.
  case input(String)
  /// A value that came about on the way.
  case value(DerivedValue)
  /// What reads alike in a saga and in a choreography.
  case same
  /// What a choreography knows nothing of.
  case unknown(String)
}

/// Reads and rewrites the expressions of a saga.
struct ExpressionReading {
  let key: String
  /// The saga's key.
  let sagaKey: Template?
  /// The values of `set`.
  let sets: [String: Template]
  /// The declared results of steps and data of awaited events, by the step.
  let outputs: [String: BoundOutput]

  /// What is known of a step's result.
  enum BoundOutput {
    /// Nothing is declared.
    case unknown
    /// Its fields.
    case fields([String])
    /// A value without fields.
    case value
  }

  private static let depthMax = 16

  /// The text of an expression, with every name put in by `name`, which is given what is left of its path.
  func text(_ expression: ProgramExpression, depth: Int = 0, _ name: (DerivedName) -> String) -> String {
    guard depth < Self.depthMax else { return name(.unknown("a value that stands for itself")) }
    var bytes = Array(expression.source.utf8)
    for reference in expression.parsed.references.reversed() {
      guard let text = self.text(of: reference, depth: depth, name) else { continue }
      bytes.replaceSubrange(reference.range, with: Array(text.utf8))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func text(of reference: Reference, depth: Int, _ name: (DerivedName) -> String) -> String? {
    let path = reference.path
    switch reference.root {
    case "input":
      guard let field = path.first else { return name(.unknown("`input` as a whole")) }
      return name(field == key ? .key : .input(field)) + Self.rest(path.dropFirst())
    case "saga":
      if path.first == "key", let sagaKey { return inlined(sagaKey, path.dropFirst(), depth, name) }
      guard path.first == "failure" else { return nil }
      guard path.count > 1 else { return name(.unknown("`saga.failure` as a whole")) }
      return name(.value(DerivedValue(origin: .failure, field: path[1])))
    case "error":
      guard let part = path.first else { return name(.unknown("`error` as a whole")) }
      return name(.value(DerivedValue(origin: .failure, field: part)))
    case "secrets", "event", "start": return nil
    case let root:
      if let value = sets[root] { return inlined(value, path[...], depth, name) }
      return self.text(ofStep: root, path, name)
    }
  }

  private func text(ofStep step: String, _ path: [String], _ name: (DerivedName) -> String) -> String {
    let whole = DerivedValue(origin: .step(step), field: nil)
    guard let field = path.first else { return name(.value(whole)) }
    let isField =
      switch outputs[step] {
      case .fields(let fields)?: fields.contains(field)
      case .unknown?: true
      case .value?, nil: false
      }
    guard isField else { return name(.value(whole)) + Self.rest(path[...]) }
    return name(.value(DerivedValue(origin: .step(step), field: field))) + Self.rest(path.dropFirst())
  }

  private static func rest(_ path: ArraySlice<String>) -> String {
    path.map { NameForm.isReadable($0) ? ".\($0)" : ".`\($0)`" }.joined()
  }

  /// The text of a value that stands for a name.
  private func inlined(
    _ value: Template, _ path: ArraySlice<String>, _ depth: Int, _ name: (DerivedName) -> String
  ) -> String {
    "(" + inlined(value, depth, name) + ")" + Self.rest(path)
  }

  private func inlined(_ value: Template, _ depth: Int, _ name: (DerivedName) -> String) -> String {
    switch value {
    case .literal(let json): return json.text
    case .expression(let expression): return text(expression, depth: depth + 1, name)
    case .text(let pieces):
      return pieces.map { piece in
        switch piece {
        case .literal(let text): return JSON.string(text).text
        case .expression(let expression): return "string(\(text(expression, depth: depth + 1, name)))"
        }
      }.joined(separator: " + ")
    case .list(let elements): return "[" + elements.map { inlined($0, depth, name) }.joined(separator: ", ") + "]"
    case .object(let fields):
      return "{"
        + fields.map { "\(JSON.string($0.name).text): \(inlined($0.value, depth, name))" }.joined(separator: ", ") + "}"
    }
  }

  /// A value with its expressions rewritten, as an author writes it.
  func rewritten(_ value: Template, _ name: (DerivedName) -> String) -> JSON {
    switch value {
    case .literal(let json): return json
    case .expression(let expression):
      if let value = set(expression) { return rewritten(value, name) }
      return .string("${" + text(expression, name) + "}")
    case .text(let pieces): return .string(pieces.map { rewritten($0, name) }.joined())
    case .list(let elements): return .array(elements.map { rewritten($0, name) })
    case .object(let fields): return .object(JSONObject(fields.map { ($0.name, rewritten($0.value, name)) }))
    }
  }

  private func rewritten(_ piece: Template.Piece, _ name: (DerivedName) -> String) -> String {
    switch piece {
    case .literal(let text): return text
    case .expression(let expression):
      if let value = set(expression), case .string(let text) = rewritten(value, name) { return text }
      return "${" + text(expression, name) + "}"
    }
  }

  /// The value of a `set` that an expression reads and does nothing with.
  private func set(_ expression: ProgramExpression) -> Template? {
    guard let reference = expression.parsed.references.first, reference.path.isEmpty,
      reference.root == expression.source, let value = sets[reference.root]
    else { return nil }
    switch value {
    case .expression(let other): return other.source == expression.source ? nil : value
    case .text, .literal: return value
    case .list, .object: return nil
    }
  }

  /// Everything that a value reads.
  func names(in value: Template) -> [DerivedName] {
    var found: [DerivedName] = []
    _ = rewritten(value) { name in
      found.append(name)
      return ""
    }
    return found
  }

  /// Everything that an expression reads.
  func names(in expression: ProgramExpression) -> [DerivedName] { names(in: .expression(expression)) }

  /// The value that is read where nothing else is done with it.
  func plainValue(_ value: Template) -> DerivedValue? {
    guard case .expression = value else { return nil }
    let names = names(in: value)
    guard names.count == 1, case .value(let read) = names[0], rewritten(value, { _ in "" }) == "${}" else { return nil }
    return read
  }
}
