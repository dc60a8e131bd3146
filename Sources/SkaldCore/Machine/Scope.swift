internal import CEL
import SkaldValue

/// The names that an expression sees.
struct Scope: Activation {
  let program: SagaProgram
  let state: SagaState
  let event: ReceivedEvent?

  func value(named name: String) -> Value? {
    guard let json = Self.json(named: name, program, state, event) else { return nil }
    guard let schema = schema(named: name), schema.differsFromJSON else { return Value(json) }
    return Value(json, as: CELType(schema))
  }

  /// The declared shape of a name; nil where nothing is declared.
  private func schema(named name: String) -> Schema? {
    switch name {
    case "input": return program.input
    case "event": return program.events.first { $0.name == event?.name }?.data
    default: return program.steps.firstIndex { $0.name == name }.flatMap { output(of: StepID($0)) }
    }
  }

  private func output(of step: StepID) -> Schema? {
    for node in program.nodes {
      switch node.instruction {
      case .invoke(let invoke) where invoke.step == step: return program.operation(invoke.call.operation).output
      case .wait(let wait) where wait.step == step: return wait.event.map { program.event($0).data }
      case .invoke, .wait, .sleep, .set, .emit, .branch, .fork, .join, .finish, .fail: continue
      }
    }
    return nil
  }

  /// The value of a plain path; nil where a part is missing.
  static func json(
    at path: [String], _ program: SagaProgram, _ state: SagaState, _ event: ReceivedEvent?
  ) -> JSON? {
    guard let root = path.first, var value = json(named: root, program, state, event) else { return nil }
    for name in path.dropFirst() {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  private static func json(
    named name: String, _ program: SagaProgram, _ state: SagaState, _ event: ReceivedEvent?
  ) -> JSON? {
    switch name {
    case "input": return state.start.input
    case "saga": return saga(state)
    case "error": return state.caught?.json
    case "event": return event?.data
    default:
      guard let index = program.steps.firstIndex(where: { $0.name == name }) else { return nil }
      // A step that has not run is the empty map.
      return state.steps[index].output ?? .object(JSONObject())
    }
  }

  private static func saga(_ state: SagaState) -> JSON {
    var saga = JSONObject([("id", .string(state.start.uid)), ("startedAt", .string(state.startedAt.text))])
    saga["key"] = state.start.key.map { .string($0) } ?? .null
    if let failure = state.failure { saga["failure"] = failure.json }
    return .object(saga)
  }
}
