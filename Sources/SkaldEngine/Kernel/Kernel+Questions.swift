import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Takes a person's answer, where it is asked for.
  func answer(_ request: AnswerRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: AnswerRequest) throws(StoreError) -> Reply {
    let instance: LiveInstance
    switch try find(request.uid) {
    case .live(let found): instance = found
    case .ended(let status): return .refused(Self.ended(as: status))
    case .nowhere: return .refused(Self.unknown(request.uid))
    }
    let program = instance.definition.program
    let open = instance.state.openQuestions(program)
    // Without the item or the round, the name means the first of those that wait.
    let titled = open.first { instance.state.title(of: $0, program) == request.question }
    guard let record = titled ?? open.first(where: { program.step($0.step).title == request.question }),
      let question = instance.state.question(record, program)
    else {
      // A repeat of an answer that is durable changes nothing.
      if instance.state.hasAnswer(request.answer, to: request.question, program) { return .decided }
      return .refused(
        EngineError(code: .unknownQuestion, message: "nobody is asked `\(request.question)` now"))
    }
    let violations = question.answer.violations(of: request.answer)
    guard violations.isEmpty else {
      return .refused(
        EngineError(code: .inputInvalid, message: "the answer is not as declared", errors: violations))
    }
    try reduce(instance, .decided(record, answer: request.answer, by: request.by))
    return .decided
  }
}
