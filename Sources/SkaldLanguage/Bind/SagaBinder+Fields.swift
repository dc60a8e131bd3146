import JSONSchema
import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Finds values by name, in the order in which providers are asked.
struct FieldFinder {
  /// A place where values are looked for.
  enum Provider {
    case ownOutput(step: String, Schema?)
    case arguments([BoundField])
    case input(ObjectSchema)
    /// The data of an event, under its name in expressions.
    case event(root: String, ObjectSchema)
    case steps(Scope)
    /// The code of the failure, by the path at which expressions read it.
    case failureCode([String])
  }

  /// Where an undo and an outcome read the code of the failure.
  static let codeOfSaga = ["saga", "failure", "code"]
  /// Where what follows a refusal reads its code.
  static let codeOfRefusal = ["error", "code"]

  let providers: [Provider]

  /// The first value of that name.
  func find(_ name: String) -> FoundValue? {
    for provider in providers {
      if let found = find(name, in: provider) { return found }
    }
    return nil
  }

  private func find(_ name: String, in provider: Provider) -> FoundValue? {
    switch provider {
    case .ownOutput(let step, let schema): return field(name, of: schema, in: step, .ownOutput, isOptional: false)
    case .arguments(let fields):
      guard let field = fields.first(where: { $0.name == name }), let template = field.template else { return nil }
      return FoundValue(
        provider: .argument, template: template, schema: field.schema, isOptional: field.mayBeMissing)
    case .input(let schema):
      return field(name, of: .object(schema), in: "input", .input, isOptional: false)
    case .event(let root, let schema):
      return field(name, of: .object(schema), in: root, .event(root), isOptional: false)
    case .steps(let scope):
      for step in scope.ran.reversed() {
        guard let output = scope.output(of: step) else { continue }
        let isOptional = output.presence != .certain
        if output.isValue, step == name, let template = Self.path([step]) {
          return FoundValue(
            provider: .step(step), template: template, schema: output.schema, isOptional: isOptional)
        }
        if let found = field(name, of: output.schema, in: step, .step(step), isOptional: isOptional) { return found }
      }
      return nil
    case .failureCode(let path):
      guard name == "reason", let template = Self.path(path) else { return nil }
      return FoundValue(provider: .failure, template: template, schema: .string, isOptional: false)
    }
  }

  private func field(
    _ name: String, of schema: Schema?, in root: String, _ provider: FoundValue.Provider, isOptional: Bool
  ) -> FoundValue? {
    guard let field = schema?.object?.field(name), let template = Self.path([root, name]) else { return nil }
    return FoundValue(
      provider: provider, template: template, schema: field.schema, isOptional: isOptional || field.isOptional)
  }

  /// A plain path as a template; nil where a part of it cannot be read in an expression.
  static func path(_ names: [String]) -> Template? {
    guard let root = names.first, NameForm.isIdentifier(root) else { return nil }
    let rest = names.dropFirst().map { NameForm.isReadable($0) ? "." + $0 : ".`\($0)`" }
    guard let expression = try? Expression(parsing: root + rest.joined()) else { return nil }
    return .expression(ProgramExpression(expression))
  }
}

extension BoundField {
  /// The value as programs hold it; nil where it has no source.
  var template: Template? {
    switch source {
    case .written(let field): field.value.template
    case .found(let value): value.template
    case .missing: nil
    }
  }

  /// What is known of the value's shape.
  var schema: Schema? {
    switch source {
    case .written: declaration?.schema
    case .found(let value): value.schema
    case .missing: nil
    }
  }

  /// Whether the value may be missing although it has a source.
  var mayBeMissing: Bool {
    switch source {
    case .written, .missing: false
    case .found(let value): value.isOptional
    }
  }
}

extension SagaBinder {
  /// The fields that a contract declares, each with its source, and then those that are written out besides.
  func fields(_ written: [FieldSyntax], declared: ObjectSchema?, finder: FieldFinder) -> [BoundField] {
    var fields: [BoundField] = []
    for field in declared?.fields ?? [] {
      let source: FieldSource
      if let syntax = written.first(where: { $0.name.value == field.name }) {
        source = .written(syntax)
      } else {
        source = finder.find(field.name).map { .found($0) } ?? .missing
      }
      fields.append(BoundField(name: field.name, declaration: field, source: source))
    }
    for syntax in written where declared?.field(syntax.name.value) == nil {
      fields.append(BoundField(name: syntax.name.value, declaration: nil, source: .written(syntax)))
    }
    return fields
  }

  /// The events with the sources of their fields.
  mutating func emissions(_ emissions: [EmissionSyntax], finder: FieldFinder, at spot: Spot) -> [BoundEmission] {
    var bound: [BoundEmission] = []
    for emission in emissions {
      let event = emitted(emission.event)
      let fields = fields(emission.fields, declared: event?.data, finder: finder)
      note(fields, of: emission.event.value, at: spot)
      bound.append(BoundEmission(syntax: emission, event: event, fields: fields))
    }
    return bound
  }
}
