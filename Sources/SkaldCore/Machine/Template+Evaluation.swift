internal import CEL
import SkaldValue

/// Why an expression of a program gave no value.
struct EvaluationFailure: Error {
  let message: String
}

extension Template {
  /// The value of this template.
  func evaluate(
    _ program: SagaProgram, _ state: SagaState, _ frame: Int, _ event: ReceivedEvent?
  ) throws(EvaluationFailure) -> JSON {
    switch self {
    case .literal(let value): return value
    case .expression(let expression): return try expression.evaluate(program, state, frame, event)
    case .text(let pieces):
      var text = ""
      for piece in pieces {
        switch piece {
        case .literal(let literal): text += literal
        case .expression(let expression): text += Self.text(of: try expression.evaluate(program, state, frame, event))
        }
      }
      return .string(text)
    case .list(let elements):
      var values: [JSON] = []
      for element in elements { values.append(try element.evaluate(program, state, frame, event)) }
      return .array(values)
    case .object(let fields): return .object(try Self.evaluate(fields, program, state, frame, event))
    }
  }

  private static func evaluate(
    _ fields: [Field], _ program: SagaProgram, _ state: SagaState, _ frame: Int, _ event: ReceivedEvent?
  ) throws(EvaluationFailure) -> JSONObject {
    var members: [JSONObject.Member] = []
    members.reserveCapacity(fields.count)
    for field in fields {
      do throws(EvaluationFailure) {
        members.append(.init(name: field.name, value: try field.value.evaluate(program, state, frame, event)))
      } catch {
        guard field.isOptional else { throw error }
      }
    }
    return JSONObject(unique: members)
  }

  /// A value as it stands inside a text.
  static func text(of value: JSON) -> String { value.string ?? value.text }
}

extension ProgramExpression {
  /// The value of this expression.
  ///
  /// A plain path is looked up where it lies; only other expressions need a scope of their own.
  func evaluate(
    _ program: SagaProgram, _ state: SagaState, _ frame: Int, _ event: ReceivedEvent?
  ) throws(EvaluationFailure) -> JSON {
    if let path {
      guard let value = state.json(at: path, program, frame, event) else {
        throw EvaluationFailure(message: "`\(source)` has no value")
      }
      return value
    }
    do throws(EvaluationError) {
      return try parsed.evaluate(Scope(program: program, state: state, frame: frame, event: event)).json()
    } catch {
      throw EvaluationFailure(message: "`\(source)`: \(error.message)")
    }
  }
}

extension Transition {
  /// The value of a template; nil where there is none, and then an incident is open.
  mutating func value(of template: Template, for step: String, in frame: Int, event: ReceivedEvent? = nil) -> JSON? {
    do throws(EvaluationFailure) {
      return try template.evaluate(program, state, frame, event)
    } catch {
      open(.init(kind: "bad_expression", step: step, message: error.message, blocks: true), in: frame)
      return nil
    }
  }

  /// Whether a condition holds; nil where it gives no truth value, and then an incident is open.
  mutating func truth(of condition: ProgramExpression, for step: String, in frame: Int, event: ReceivedEvent? = nil)
    -> Bool?
  {
    guard let value = value(of: .expression(condition), for: step, in: frame, event: event) else { return nil }
    if let truth = value.bool { return truth }
    open(
      .init(kind: "bad_expression", step: step, message: "`\(condition.source)` is no condition", blocks: true),
      in: frame)
    return nil
  }
}
