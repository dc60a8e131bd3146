import JSONSchema
internal import CEL
import SkaldValue

/// The names that an expression sees: those of the saga whose frame it stands in.
///
/// Made only for expressions that have to be computed. A plain path is looked up by ``SagaState/json(at:_:_:_:)``, which
/// borrows what it reads: to take a program and a state into a value of its own costs more than most look-ups.
struct Scope: Activation {
  let program: SagaProgram
  let state: SagaState
  let frame: Int
  let event: ReceivedEvent?

  func value(named name: String) -> Value? {
    guard let json = state.json(named: name, program, frame, event) else { return nil }
    guard let schema = schema(named: name), schema.differsFromJSON else { return Value(json) }
    return Value(json, as: CELType(schema))
  }

  /// The declared shape of a name; nil where nothing is declared.
  private func schema(named name: String) -> Schema? {
    switch name {
    case "input": return state.subSaga(around: frame).map { program.subSaga($0.id).input } ?? program.input
    case "start": return program.participation.map { program.event($0.starts).data }
    case "event":
      if let firing = state.firing(around: frame) { return program.participation?.reactions[firing.reaction].data }
      return program.events.first { $0.name == event?.name }?.data
    case "item": return itemSchema
    case "saga": return Self.saga
    case "error", "index": return nil
    default: return state.step(named: name, program, frame).flatMap { program.output(of: $0) }
    }
  }

  /// When an instance began is a time, as those are that an author declares.
  private static let saga = Schema.object(
    ObjectSchema(fields: [.init(name: "startedAt", schema: .timestamp)], isClosed: false))

  private var itemSchema: Schema? {
    state.nearest(to: frame) { frame in
      guard frame.item != nil, let node = frame.owner.flatMap({ state[$0].node }),
        case .fork(let fork) = program.nodes[node.index].instruction, case .items(_, let items) = fork.body
      else { return nil }
      return items.element
    }
  }
}

extension SagaState {
  /// The value of a plain path; nil where a part is missing.
  func json(at path: [String], _ program: SagaProgram, _ frame: Int, _ event: ReceivedEvent?) -> JSON? {
    guard let root = path.first, var value = json(named: root, program, frame, event) else { return nil }
    for name in path.dropFirst() {
      guard let next = value[name] else { return nil }
      value = next
    }
    return value
  }

  fileprivate func json(named name: String, _ program: SagaProgram, _ frame: Int, _ event: ReceivedEvent?) -> JSON? {
    switch name {
    case "input": return subSaga(around: frame)?.input ?? start.input
    case "saga": return saga(program, frame)
    case "error": return nearest(to: frame) { $0.caught }?.json
    case "item": return nearest(to: frame) { $0.item }
    case "index": return nearest(to: frame) { $0.index }.map { .int(Int64($0)) }
    case "event": return event?.data ?? firing(around: frame)?.event.data
    case "start" where program.isParticipant: return start.input
    default:
      guard let step = step(named: name, program, frame) else { return nil }
      // A step that has not run is the empty map.
      return self[record(of: step, from: frames[frame].block)].output ?? .object(JSONObject())
    }
  }

  /// What the nearest frame around knows, as far as the saga goes.
  fileprivate func nearest<Known>(to first: Int, _ known: (Frame) -> Known?) -> Known? {
    let last = sagaFrame(of: first)
    var frame = first
    while true {
      if let found = known(frames[frame]) { return found }
      guard frame != last else { return nil }
      frame = frames[frame].parent
    }
  }

  fileprivate func subSaga(around frame: Int) -> SubSagaState? { frames[sagaFrame(of: frame)].subSaga }

  fileprivate func step(named name: String, _ program: SagaProgram, _ frame: Int) -> StepID? {
    if let firing = firing(around: frame), let part = program.participation {
      let reaction = part.reactions[firing.reaction]
      return reaction.result == name ? reaction.step : nil
    }
    let saga = subSaga(around: frame)?.id
    return program.steps.firstIndex { $0.name == name && $0.saga == saga }.map { StepID($0) }
  }

  private func saga(_ program: SagaProgram, _ frame: Int) -> JSON {
    let owner = frames[sagaFrame(of: frame)].owner
    let path = owner.map { "/" + program.step($0.step).path + label(of: $0.block) } ?? ""
    let subSaga = subSaga(around: frame)
    var saga = JSONObject([
      ("id", .string(start.uid + path)), ("startedAt", .string((subSaga?.startedAt ?? begunAt).text)),
    ])
    let key = subSaga == nil ? start.key : subSaga?.key
    saga["key"] = key.map { .string($0) } ?? .null
    if let failure = failure(around: frame) { saga["failure"] = failure.json }
    return .object(saga)
  }

  /// Why the part that an expression stands in is undone.
  private func failure(around first: Int) -> Failure? {
    var frame = first
    while frames[frame].failure == nil, frame != 0 { frame = frames[frame].parent }
    return frames[frame].failure ?? failure
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
      case .set(let id, _, let schema) where id == step: return schema
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
