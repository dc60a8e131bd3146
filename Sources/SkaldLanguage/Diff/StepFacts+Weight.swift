import SkaldCore

extension StepFacts.Aspect {
  /// What a change of it means for instances that have reached the step.
  var weight: ChangeClass {
    switch self {
    case .kind, .operation, .undo, .key, .position: .breaking
    case .result, .arguments, .optional, .check, .onUnknown, .emits, .state, .catches, .condition, .otherwise, .value:
      .compatible
    }
  }
}
