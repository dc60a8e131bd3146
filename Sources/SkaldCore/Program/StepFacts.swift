package import JSONSchema
package import SkaldValue

/// What a step is, aspect by aspect, in a form that does not depend on how programs number things.
package struct StepFacts {
  /// A part of what a step is.
  package enum Aspect: String, CaseIterable {
    case kind, operation, undo, key, position, result
    case arguments, optional, check, onUnknown, emits, state, catches, condition, otherwise, value

    /// The aspect in the words of the language.
    package var words: String {
      switch self {
      case .kind: "what kind of step it is"
      case .operation: "its operation"
      case .undo: "its undo"
      case .key: "its idempotency key"
      case .position: "its place before, at or after the point of no return"
      case .result: "the shape of its result"
      case .arguments: "its arguments"
      case .optional: "whether it is optional"
      case .check: "its check"
      case .onUnknown: "its `onUnknown`"
      case .emits: "its events"
      case .state: "its states"
      case .catches: "its alternatives"
      case .condition: "its condition"
      case .otherwise: "its `otherwise`"
      case .value: "its value"
      }
    }
  }

  /// How templates are told: exactly, to be compared, or as people write them.
  package enum Form {
    case exact
    case readable
  }

  /// The step's path.
  package let path: String
  /// What people call it.
  package let name: String
  /// The shape of its result; nil where nothing is declared.
  package let result: Schema?
  /// The policies of its calls, or of its wait.
  package let tuning: [CallPolicy]
  private var facts: [Aspect: JSON] = [:]

  /// Looks at a step of a program.
  package init(_ id: StepID, _ program: SagaProgram, as form: Form = .exact) {
    path = program.step(id).path
    name = program.step(id).title
    var result: Schema?
    var tuning: [CallPolicy] = []
    let reader = FactReader(program: program, form: form)
    for node in program.nodes {
      if case .branch(let branch) = node.instruction, branch.skipped == id {
        facts[.condition] = .string(branch.cases.first?.condition.source ?? "")
      }
      guard node.instruction.step == id else { continue }
      (result, tuning) = (reader.result(of: node.instruction), reader.policies(of: node.instruction))
      facts.merge(reader.facts(of: node.instruction)) { $1 }
    }
    self.result = result
    self.tuning = tuning
  }

  /// An aspect; nil where a step of this kind has none.
  package subscript(_ aspect: Aspect) -> JSON? { facts[aspect] }
}

/// Reads what the instructions of a program say.
private struct FactReader {
  let program: SagaProgram
  let form: StepFacts.Form

  func result(of instruction: Instruction) -> Schema? {
    switch instruction {
    case .invoke(let invoke): program.operation(invoke.call.operation).output
    case .wait(let wait):
      switch wait.expectation {
      case .event(let type, _): program.event(type).data
      case .answer(let question): question.answer
      }
    case .sleep, .set, .emit, .branch, .fork, .join, .finish, .fail: nil
    }
  }

  func policies(of instruction: Instruction) -> [CallPolicy] {
    switch instruction {
    case .invoke(let invoke):
      ([invoke.call] + invoke.undo.map { $0.call } + [invoke.check].compactMap { $0 }).map { program.policy($0.policy) }
    case .wait(let wait): wait.policy.map { [program.policy($0)] } ?? []
    case .sleep, .set, .emit, .branch, .fork, .join, .finish, .fail: []
    }
  }

  func facts(of instruction: Instruction) -> [StepFacts.Aspect: JSON] {
    switch instruction {
    case .invoke(let invoke): return facts(of: invoke)
    case .wait(let wait): return facts(of: wait)
    case .sleep(let sleep): return [.kind: "sleep", .value: json(sleep.until)]
    case .set(_, let value, _): return [.kind: "set", .value: json(value)]
    case .emit(_, let emission): return [.kind: "emit", .emits: json([emission])]
    case .fork(let fork): return facts(of: fork)
    case .fail(.raise(let code, let message, _)):
      return [.kind: "fail", .value: .array([.string(code), message.map { json($0) } ?? .null])]
    case .branch, .join, .finish, .fail(.again): return [:]
    }
  }

  private func facts(of invoke: Invoke) -> [StepFacts.Aspect: JSON] {
    [
      .kind: "call", .operation: .string(program.operation(invoke.call.operation).name),
      .undo: .array(invoke.undo.map { .array([json($0.call), json($0.emissions)]) }),
      .key: invoke.idempotencyKey.map { json($0) } ?? .null, .position: .string(invoke.position.rawValue),
      .arguments: json(invoke.call.arguments), .optional: .bool(invoke.isOptional),
      .check: invoke.check.map { json($0) } ?? .null, .onUnknown: .string(invoke.onUnknown.rawValue),
      .emits: json(invoke.emissions), .catches: codes(invoke.catches),
      .state: .array([moves(invoke.dispatched), moves(invoke.succeeded)]),
    ]
  }

  private func facts(of wait: Wait) -> [StepFacts.Aspect: JSON] {
    var facts: [StepFacts.Aspect: JSON] = [
      .otherwise: .string(wait.otherwise.rawValue), .catches: codes(wait.catches),
    ]
    switch wait.expectation {
    case .event(let type, let condition):
      facts[.kind] = "wait"
      facts[.operation] = .string(program.event(type).name)
      facts[.condition] = condition.map { .string($0.source) } ?? .null
    case .answer(let question):
      facts[.kind] = "ask"
      facts[.arguments] = .array([question.who.map { json($0) } ?? .null, question.show.map { json($0) } ?? .null])
    }
    return facts
  }

  private func facts(of fork: Fork) -> [StepFacts.Aspect: JSON] {
    let catches = codes(fork.catches)
    switch fork.body {
    case .branches(let regions, let need):
      let names = regions.map { JSON.string(program.region($0).name) }
      return [.kind: "parallel", .key: .array(names), .otherwise: .int(Int64(need))]
    case .items(_, let items):
      let key = items.key.map { JSON.string($0.source) } ?? .null
      return [.kind: "each", .key: key, .value: .string(items.list.source), .otherwise: .int(Int64(items.atMost))]
    case .rounds(_, let rounds):
      return [
        .kind: "repeat", .condition: .string(rounds.until.source), .value: rounds.every.map { json($0) } ?? .null,
        .otherwise: rounds.atMost.map { .int(Int64($0)) } ?? .null,
      ]
    case .scope: return [.kind: "scope", .catches: catches]
    case .reactions(let part): return [.kind: "reactions", .value: (try? JSON(encoding: part)) ?? .null]
    case .saga(_, let id):
      let saga = program.subSaga(id)
      return [
        .kind: "saga", .operation: .string("\(saga.name) \(saga.version)"), .arguments: json(saga.arguments),
        .value: saga.output.map { json($0) } ?? .null,
      ]
    }
  }

  private func json(_ template: Template) -> JSON {
    form == .readable ? template.readable : (try? JSON(encoding: template)) ?? .null
  }

  private func json(_ plan: CallPlan) -> JSON {
    .array([.string(program.operation(plan.operation).name), json(plan.arguments)])
  }

  private func json(_ emissions: [Emission]) -> JSON {
    .array(emissions.map { .array([.string(program.event($0.event).name), json($0.data)]) })
  }

  private func codes(_ catches: [Catch]) -> JSON { .array(catches.map { $0.code.map { .string($0) } ?? .null }) }

  private func moves(_ moves: [EntityMove]) -> JSON {
    .array(moves.map { .array([.string(program.entities[$0.entity.index].name), .string($0.state)]) })
  }
}
