internal import CEL
import SkaldValue

/// The names that an expression sees: those of the saga whose frame it stands in.
struct Scope: Activation {
  let program: SagaProgram
  let state: SagaState
  let frame: Int
  let event: ReceivedEvent?

  func value(named name: String) -> Value? {
    guard let json = json(named: name) else { return nil }
    guard let schema = schema(named: name), schema.differsFromJSON else { return Value(json) }
    return Value(json, as: CELType(schema))
  }

  /// The value of a plain path; nil where a part is missing.
  func json(at path: [String]) -> JSON? {
    guard let root = path.first, var value = json(named: root) else { return nil }
    for name in path.dropFirst() {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  private func json(named name: String) -> JSON? {
    switch name {
    case "input": return subSaga?.input ?? state.start.input
    case "saga": return saga
    case "error": return nearest { $0.caught }?.json
    case "item": return nearest { $0.item }
    case "index": return nearest { $0.index }.map { .int(Int64($0)) }
    case "event": return event?.data
    default:
      guard let step = step(named: name) else { return nil }
      // A step that has not run is the empty map.
      return state[state.record(of: step, from: state.frames[frame].block)].output ?? .object(JSONObject())
    }
  }

  /// What the nearest frame around knows, as far as the saga goes.
  private func nearest<Known>(_ known: (Frame) -> Known?) -> Known? {
    let last = state.sagaFrame(of: frame)
    var frame = frame
    while true {
      if let found = known(state.frames[frame]) { return found }
      guard frame != last else { return nil }
      frame = state.frames[frame].parent
    }
  }

  private var subSaga: SubSagaState? { state.frames[state.sagaFrame(of: frame)].subSaga }

  private func step(named name: String) -> StepID? {
    let saga = subSaga?.id
    return program.steps.firstIndex { $0.name == name && $0.saga == saga }.map { StepID($0) }
  }

  private var saga: JSON {
    let owner = state.frames[state.sagaFrame(of: frame)].owner
    let path = owner.map { "/" + program.step($0.step).path + state.label(of: $0.block) } ?? ""
    let subSaga = subSaga
    var saga = JSONObject([
      ("id", .string(state.start.uid + path)), ("startedAt", .string((subSaga?.startedAt ?? state.startedAt).text)),
    ])
    let key = subSaga == nil ? state.start.key : subSaga?.key
    saga["key"] = key.map { .string($0) } ?? .null
    if let failure { saga["failure"] = failure.json }
    return .object(saga)
  }

  /// Why the part that the expression stands in is undone.
  private var failure: Failure? {
    var frame = frame
    while state.frames[frame].failure == nil, frame != 0 { frame = state.frames[frame].parent }
    return state.frames[frame].failure ?? state.failure
  }

  /// The declared shape of a name; nil where nothing is declared.
  private func schema(named name: String) -> Schema? {
    switch name {
    case "input": return subSaga.map { program.subSaga($0.id).input } ?? program.input
    case "event": return program.events.first { $0.name == event?.name }?.data
    case "item": return itemSchema
    case "saga", "error", "index": return nil
    default: return step(named: name).flatMap { program.output(of: $0) }
    }
  }

  private var itemSchema: Schema? {
    nearest { frame in
      guard frame.item != nil, let node = frame.owner.flatMap({ state[$0].node }),
        case .fork(let fork) = program.nodes[node.index].instruction, case .items(_, let items) = fork.body
      else { return nil }
      return items.element
    }
  }
}

extension SagaState {
  /// The frame of the saga or the sub-saga that a frame is a part of.
  func sagaFrame(of frame: Int) -> Int {
    var frame = frame
    while frame != 0, frames[frame].subSaga == nil { frame = frames[frame].parent }
    return frame
  }
}

extension SagaProgram {
  /// The declared shape of a step's result; nil where nothing is declared.
  func output(of step: StepID) -> Schema? {
    for node in nodes {
      switch node.instruction {
      case .invoke(let invoke) where invoke.step == step: return operation(invoke.call.operation).output
      case .wait(let wait) where wait.step == step:
        switch wait.expectation {
        case .event(let type, _): return event(type).data
        case .answer(let question): return question.answer
        }
      case .fork(let fork) where fork.step == step: return output(of: fork)
      case .invoke, .wait, .sleep, .set, .emit, .branch, .fork, .join, .finish, .fail: continue
      }
    }
    return nil
  }

  /// The shape of what a list's items found: a map of their steps' results for each.
  private func output(of fork: Fork) -> Schema? {
    guard case .items(let id, _) = fork.body else { return nil }
    let region = region(id)
    let inside = region.steps.filter { step($0).saga == step(fork.step).saga }
    let fields = inside.map {
      ObjectSchema.Field(name: step($0).name, schema: output(of: $0) ?? .any, isOptional: true)
    }
    return .list(.object(ObjectSchema(fields: fields, isClosed: false)))
  }
}
