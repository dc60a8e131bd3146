import JSONSchema
import SkaldCore
import SkaldValue

/// A program with what its services may answer.
final class Part: Sendable {
  /// What is interpreted.
  let program: SagaProgram
  /// The interpreter.
  let machine: Machine
  /// Whether it is a participant of a flow.
  let isParticipant: Bool
  /// The calls, by step; nil where a step calls nothing.
  let invokes: [Invoke?]
  /// The results that a step's service, event or person may give, by step.
  let values: [[JSON]]
  /// The codes with which a step's action may be refused, by step; nil stands for a no without a code.
  let refusals: [[String?]]
  /// Which steps come after which, so that they are undone before: `order[a][b]` where `b` comes after `a`.
  let order: [[Bool]]
  /// The names of the events that it takes up, where it is a participant.
  let heard: Set<String>
  /// What services really do, operation by operation; it is what their contracts say, unless a test has them break them.
  let services: [Operation]

  init(_ program: SagaProgram, _ variants: inout ValueVariants, services: [Operation]?) {
    self.program = program
    machine = Machine(program)
    isParticipant = program.isParticipant
    self.services = services ?? program.operations
    var invokes = [Invoke?](repeating: nil, count: program.steps.count)
    var values = [[JSON]](repeating: [.object(JSONObject())], count: program.steps.count)
    var refusals = [[String?]](repeating: [], count: program.steps.count)
    for node in program.nodes {
      switch node.instruction {
      case .invoke(let invoke):
        let (step, operation) = (invoke.step.index, program.operation(invoke.call.operation))
        invokes[step] = invoke
        refusals[step] = Self.refusals(of: operation, invoke)
        guard let schema = operation.output else { continue }
        let sample = SampleValue(number: 1).value(of: schema, named: program.steps[step].name)
        values[step] = variants.values(of: schema, named: Self.names(of: invoke.step, program), sample: sample)
      case .wait(let wait):
        let name = program.step(wait.step).name
        switch wait.expectation {
        case .event(let type, _):
          let schema = program.event(type).data
          let sample = SampleValue(number: 1).value(of: schema, named: "value")
          values[wait.step.index] = variants.values(of: schema, named: [name, "event"], sample: sample)
        case .answer(let question):
          let sample = SampleValue(number: 1).value(of: question.answer, named: name)
          values[wait.step.index] = variants.values(of: question.answer, named: [name], sample: sample)
        }
      case .sleep, .set, .emit, .branch, .fork, .join, .finish, .fail: continue
      }
    }
    self.invokes = invokes
    self.values = values
    self.refusals = refusals
    order = StepOrder(program).table
    heard = Set(program.isParticipant ? program.correlations.map { program.event($0.event).name } : [])
  }

  /// The names by which expressions know the result of a step.
  private static func names(of step: StepID, _ program: SagaProgram) -> [String] {
    let result = program.participation?.reactions.first { $0.step == step }?.result
    return [program.step(step).name] + [result].compactMap { $0 }
  }

  /// A service that no contract declares may say no with any code: one that the saga has an alternative for, and another.
  private static func refusals(of operation: Operation, _ invoke: Invoke) -> [String?] {
    guard !operation.isDeclared else { return operation.refusals }
    return invoke.catches.compactMap { $0.code } + [nil]
  }

  /// What the service of a call does.
  func operation(_ id: CallID) -> Operation? {
    guard let invoke = invokes[id.step.index] else { return nil }
    switch id.phase {
    case .action: return services[invoke.call.operation.index]
    case .undo: return services[invoke.undo[id.part].call.operation.index]
    case .check: return invoke.check.map { services[$0.operation.index] }
    }
  }

  /// What the service of a step's action does.
  func action(_ step: StepID) -> Operation? { invokes[step.index].map { services[$0.call.operation.index] } }

  /// The steps whose effect the reaction with this call undoes; none in a saga.
  func undone(by step: StepID) -> [StepID] {
    program.participation?.reactions.first { $0.step == step }?.undone ?? []
  }

  /// What people call it: the participant, or the saga.
  var name: String { program.participation?.participant ?? program.name }

  /// The steps of a participant whose effect some reaction undoes.
  var undoable: Set<StepID> { Set(program.participation?.reactions.flatMap { $0.undone } ?? []) }

  /// What people call a record.
  func title(_ record: RecordID, _ state: SagaState?) -> String {
    state?.title(of: record, program) ?? program.step(record.step).title
  }
}
