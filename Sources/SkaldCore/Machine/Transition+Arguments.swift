import SkaldValue

/// The arguments of a call: to be shown, and where they need secrets, to be sent.
struct CallArguments {
  let value: JSON
  var sealed: SealedTemplate?
}

extension Transition {
  /// The arguments of a call; nil where they could not be computed, and then an incident is open.
  mutating func arguments(of plan: CallPlan, for step: String, in frame: Int) -> CallArguments? {
    guard plan.needsSecrets else {
      return value(of: plan.arguments, for: step, in: frame).map { CallArguments(value: $0) }
    }
    do throws(EvaluationFailure) {
      let sealed = try SealedTemplate(plan.arguments, program, state, frame)
      return CallArguments(value: sealed.masked, sealed: sealed)
    } catch {
      open(.init(kind: "bad_expression", step: step, message: error.message, blocks: true), in: frame)
      return nil
    }
  }
}
