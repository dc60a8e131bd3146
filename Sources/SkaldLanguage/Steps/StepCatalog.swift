/// A kind of step: its keyword, its keys, and how it is read.
package struct StepKind: Sendable {
  /// The key that makes a step one of this kind.
  package let keyword: String
  /// Its keys.
  package let keys: KeyTable
  let decode: @Sendable (Fields, inout DecodeContext) -> (any StepBody)?
}

/// Every kind of step, in the order in which messages name them.
package enum StepCatalog {
  /// One line for each file of this folder.
  package static let all: [StepKind] = [
    CallStep.kind,
    WaitStep.kind,
    SleepStep.kind,
    SetStep.kind,
    EmitStep.kind,
    FailStep.kind,
    ChooseStep.kind,
    ParallelStep.kind,
    EachStep.kind,
    RepeatStep.kind,
    SubSagaStep.kind,
    ScopeStep.kind,
    AskStep.kind,
  ]
}
