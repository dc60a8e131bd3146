internal import CEL
public import SkaldValue

/// A template of which everything is computed but what needs secrets.
///
/// The machine makes it, and whoever makes the call opens it right before: neither a secret nor what is computed from
/// one is ever a part of a state, a journal or a history. The parts that are left open are told by their place, not by
/// a mark in the text, so that no value from outside can be taken for one.
public struct SealedTemplate: Sendable, Hashable {
  private let template: Template
  /// What the expressions that are left read beside secrets.
  private var names = KnownNames()

  /// Takes a text whose expressions read secrets and nothing else.
  public init(text pieces: [Template.Piece]) { template = .text(pieces) }

  init(
    _ template: Template, _ program: SagaProgram, _ state: SagaState, _ frame: Int
  ) throws(EvaluationFailure) {
    let scope = Scope(program: program, state: state, frame: frame, event: nil)
    self.template = try template.sealed(scope, &names)
  }

  /// The secrets that are needed to open it.
  public var secrets: [String] {
    template.secrets.reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  /// What may be shown of it: stars stand for what needs a secret.
  public var masked: JSON { template.masked }

  /// Computes what is left.
  /// - Parameter secrets: The values of ``secrets``, by their names.
  /// - Returns: the value, and the texts that expressions made with secrets.
  /// - Throws: ``OpeningFailure`` where an expression has no value; it tells nothing of the secrets.
  public func open(_ secrets: JSONObject) throws(OpeningFailure) -> (value: JSON, computed: [String]) {
    var opening = Opening(names: names)
    opening.names.add(ProgramExpression.secretsRoot, .map(ValueMap(secrets)))
    return (try opening.value(of: template), opening.computed)
  }

  /// What stands for a secret where its value must not be.
  public static let stars = "***"
}

/// Why a sealed template could not be opened.
public struct OpeningFailure: Error, Sendable, Hashable {
  /// What is wrong, without any value.
  public let message: String
}

extension Template {
  fileprivate func sealed(_ scope: Scope, _ names: inout KnownNames) throws(EvaluationFailure) -> Template {
    guard needsSecrets else { return .literal(try evaluate(scope.program, scope.state, scope.frame, nil)) }
    switch self {
    case .literal: return self
    case .expression(let expression):
      expression.note(scope, &names)
      return self
    case .text(let pieces):
      var left: [Piece] = []
      for piece in pieces { left.append(try piece.sealed(scope, &names)) }
      return .text(left)
    case .list(let elements):
      var left: [Template] = []
      for element in elements { left.append(try element.sealed(scope, &names)) }
      return .list(left)
    case .object(let fields):
      var left: [Field] = []
      for field in fields {
        do throws(EvaluationFailure) {
          left.append(Field(name: field.name, value: try field.value.sealed(scope, &names)))
        } catch {
          guard field.isOptional else { throw error }
        }
      }
      return .object(left)
    }
  }

  fileprivate var masked: JSON {
    switch self {
    case .literal(let value): value
    case .expression: .string(SealedTemplate.stars)
    case .text(let pieces): .string(pieces.map { $0.masked }.joined())
    case .list(let elements): .array(elements.map { $0.masked })
    case .object(let fields): .object(JSONObject(fields.map { ($0.name, $0.value.masked) }))
    }
  }
}

extension Template.Piece {
  fileprivate func sealed(_ scope: Scope, _ names: inout KnownNames) throws(EvaluationFailure) -> Template.Piece {
    guard case .expression(let expression) = self else { return self }
    guard expression.secrets == nil else {
      expression.note(scope, &names)
      return self
    }
    return .literal(Template.text(of: try expression.evaluate(scope.program, scope.state, scope.frame, nil)))
  }

  fileprivate var masked: String {
    switch self {
    case .literal(let text): text
    case .expression: SealedTemplate.stars
    }
  }
}

extension ProgramExpression {
  /// Keeps what it reads beside secrets.
  fileprivate func note(_ scope: Scope, _ names: inout KnownNames) {
    for root in parsed.references.map(\.root) where root != Self.secretsRoot && names.value(named: root) == nil {
      if let value = scope.value(named: root) { names.add(root, value) }
    }
  }
}

/// The few names that the expressions of a template read.
private struct KnownNames: Sendable, Hashable, Activation {
  private struct Entry: Sendable, Hashable {
    let name: String
    let value: Value
  }

  private var entries: [Entry] = []

  mutating func add(_ name: String, _ value: Value) { entries.append(Entry(name: name, value: value)) }

  func value(named name: String) -> Value? { entries.first { $0.name == name }?.value }
}

/// A template while it is opened.
private struct Opening {
  var names: KnownNames
  var computed: [String] = []

  mutating func value(of template: Template) throws(OpeningFailure) -> JSON {
    switch template {
    case .literal(let value): return value
    case .expression(let expression): return try value(of: expression)
    case .text(let pieces):
      var text = ""
      for piece in pieces {
        switch piece {
        case .literal(let literal): text += literal
        case .expression(let expression): text += Template.text(of: try value(of: expression))
        }
      }
      return .string(text)
    case .list(let elements):
      var values: [JSON] = []
      for element in elements { values.append(try value(of: element)) }
      return .array(values)
    case .object(let fields):
      var members: [JSONObject.Member] = []
      for field in fields { members.append(.init(name: field.name, value: try value(of: field.value))) }
      return .object(JSONObject(unique: members))
    }
  }

  private mutating func value(of expression: ProgramExpression) throws(OpeningFailure) -> JSON {
    do throws(EvaluationError) {
      let value = try expression.parsed.evaluate(names).json()
      if let text = value.string { computed.append(text) }
      return value
    } catch {
      // The evaluator's own words could hold a part of a secret.
      throw OpeningFailure(message: "`\(expression.source)` has no value with the secrets as they are")
    }
  }
}
