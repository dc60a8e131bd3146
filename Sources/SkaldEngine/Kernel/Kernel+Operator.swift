import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Does what an operator asks for.
  func operate(_ request: OperatorRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try replyOnce(to: request)))
  }

  /// The reply; a request under a key gets that of the first time, and changes nothing more.
  private func replyOnce(to request: OperatorRequest) throws(StoreError) -> Reply {
    guard let mark = request.mark else { return try reply(to: request) }
    if let outcome = try outcome(of: mark) {
      return .operated(
        step: outcome["step"]?.string, residue: outcome["residue"]?.array?.compactMap { $0.string } ?? [])
    }
    let reply = try reply(to: request)
    if case .operated(let step, let residue) = reply {
      let step: JSON = step.map { .string($0) } ?? .null
      note(["step": step, "residue": .array(residue.map { .string($0) })], of: mark)
    }
    return reply
  }

  private func reply(to request: OperatorRequest) throws(StoreError) -> Reply {
    let instance: LiveInstance
    switch try find(request.uid) {
    case .live(let found): instance = found
    case .ended(let status): return .refused(Self.ended(as: status))
    case .nowhere: return .refused(Self.unknown(request.uid))
    }
    let program = instance.definition.program
    let verb: OperatorAct.Verb
    do throws(EngineError) { verb = try self.verb(of: request, instance.state, program) } catch {
      return .refused(error)
    }
    if let fault = instance.state.fault(of: verb, program) { return .refused(fault) }
    let residue = verb == .terminate ? instance.state.residue(program) : []
    let commands = try reduce(
      instance, .operated(OperatorAct(verb, reason: request.reason, by: request.by)))
    if commands.contains(.record(.cancelRefused)) {
      return .refused(
        EngineError(code: .pastPivot, message: "the point of no return is passed or in doubt: the saga goes forward"))
    }
    // What it waited for may have come while it was paused.
    if verb == .resume, case .entity = instance.state.startWait { try admit(instance) }
    let step = verb.record.map { instance.state.title(of: $0, program) }
    let left = residue.map { instance.state.title(of: $0, program) }
    audit(
      request.verb, of: request.uid, by: request.by, reason: request.reason, detail: verb.detail(step: step, left))
    return .operated(step: step, residue: left)
  }

  /// The verb with its step: the one that is named, or else the only one that stands still.
  private func verb(
    of request: OperatorRequest, _ state: SagaState, _ program: SagaProgram
  ) throws(EngineError) -> OperatorAct.Verb {
    if let verb = OperatorAct.Verb(word: request.verb, record: nil) { return verb }
    if request.verb == "edit", request.input == nil {
      throw EngineError(
        code: .inputInvalid, message: "say with what arguments",
        errors: [SchemaViolation(path: "input", message: "is missing")])
    }
    var record: RecordID?
    if let step = request.step {
      record = state.record(titled: step, program)
      guard record != nil else {
        throw EngineError(code: .unknownStep, message: "no step called `\(step)` was reached")
      }
    } else {
      let stuck = state.stuckRecords(program)
      guard stuck.count == 1 else {
        let titles = stuck.map { "`\(state.title(of: $0, program))`" }.joined(separator: ", ")
        throw EngineError(
          code: .unknownStep,
          message: stuck.isEmpty ? "no step stands still: name one" : "several steps stand still: name one of \(titles)"
        )
      }
      record = stuck.first
    }
    guard
      let verb = OperatorAct.Verb(
        word: request.verb, record: record, output: request.output, code: request.code, input: request.input,
        newKey: request.newKey)
    else { throw EngineError(code: .inputInvalid, message: "there is no verb `\(request.verb)`") }
    return verb
  }
}

extension OperatorAct.Verb {
  /// What the audit log keeps of it beside the word: no payload.
  fileprivate func detail(step: String?, _ residue: [String]) -> JSON {
    var detail = JSONObject()
    if let step { detail["step"] = .string(step) }
    if case .fail(_, let code) = self { detail["code"] = .string(code) }
    if case .rerun(_, let newKey) = self { detail["newKey"] = .bool(newKey) }
    if !residue.isEmpty { detail["residue"] = .array(residue.map { .string($0) }) }
    return .object(detail)
  }
}

extension SagaState {
  /// Why an operator cannot do that now; nil where that can be done.
  fileprivate func fault(of verb: OperatorAct.Verb, _ program: SagaProgram) -> EngineError? {
    guard allows(verb, program) else {
      let step = verb.record.map { " `\(title(of: $0, program))`" } ?? ""
      return EngineError(
        code: .notPossible, message: "\(verb.word) does nothing for\(step) as it stands now")
    }
    switch verb {
    case .resolve(let id, let output):
      guard let operation = operation(of: id, program), let schema = operation.output else { return nil }
      return Self.fault("output", output ?? .null, schema, operation)
    case .edit(let id, let input):
      guard let operation = operationToEdit(id, program), let schema = operation.input else { return nil }
      return Self.fault("input", input, schema, operation)
    case .retry, .skip, .fail, .force, .abandon, .rerun, .pause, .resume, .compensate, .terminate: return nil
    }
  }

  private static func fault(
    _ noun: String, _ value: JSON, _ schema: Schema, _ operation: SkaldCore.Operation
  ) -> EngineError? {
    let violations = schema.violations(of: value)
    guard !violations.isEmpty else { return nil }
    return EngineError(
      code: .inputInvalid, message: "the \(noun) is not what \(operation.name) declares", errors: violations)
  }
}
