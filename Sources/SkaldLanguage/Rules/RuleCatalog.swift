package import SkaldDiagnostics

/// Every rule, in the order of the codes.
package enum RuleCatalog {
  /// One line for each file of this folder.
  package static let all: [any Rule] = [
    UnreadableFile(),
    UnknownKey(),
    YAMLTrap(),
    WrongValue(),
    MissingKey(),
    MalformedName(),
    UnknownName(),
    SubSagaRecursion(),
    UnusedDeclaration(),
    UnreadableExpression(),
    MistypedExpression(),
    StepNotRun(),
    VolatileKey(),
    CostlyExpression(),
    FloatingMoney(),
    ProvableFailure(),
    UnreachableStep(),
    ChoiceWithoutDefault(),
    IdleCondition(),
    LoopWithoutEnd(),
    UnboundedLoop(),
    SpinningLoop(),
    JoinThatCannotFire(),
    NearLimit(),
    EffectWithoutUndo(),
    UndoReadsOwnResult(),
    MisplacedPivot(),
    FailureAfterPivot(),
    FallibleUndo(),
    UndosInConflict(),
    UncoveredEffect(),
    BranchFailureAfterPivot(),
    PivotBesideRefusal(),
    UndoneInVain(),
    NullCompensation(),
    LateAction(),
    ForgetfulPivot(),
    UndoThatActs(),
    PivotInSubSaga(),
    StrandedPastPivot(),
    RetryOfUnrepeatable(),
    ShortKeyLife(),
    TimeThatDoesNotFit(),
    SharedKey(),
    HiddenAlternative(),
    VagueKey(),
    MultipliedRetries(),
    RetryInStep(),
    OverrunService(),
    IllegalTransition(),
    UnfinishedEntity(),
    UnansweredLock(),
    StateNeverEntered(),
    LockNeverReleased(),
    QuestionUnderLock(),
    LockOfItsCaller(),
    DirtyRead(),
    UnpairedEvent(),
    FieldWithoutSource(),
    UnsaidRefusal(),
    EffectLeftBehind(),
    UnsoundFlow(),
    OvertakingEvents(),
    UncorrelatedEvent(),
    MoveThatCannotHappen(),
    UnorderedUndo(),
    ChoiceOfTwo(),
    UnheardFailure(),
    IncompatibleChange(),
    ReusedVersion(),
    MissingHandler(),
    SharedStart(),
    LiteralSecret(),
    SecretThatLeaks(),
    ComputedHost(),
    CleartextAddress(),
    UnescapedAddressPart(),
    UnsignedSource(),
  ]

  /// The rule of a code or a name; letters count alike in either case.
  package static func rule(_ word: String) -> (any Rule)? {
    let word = word.lowercased()
    return all.first { $0.code.lowercased() == word || $0.name == word }
  }

  /// What all rules find.
  package static func check(_ project: BoundProject) -> [Diagnostic] {
    var diagnostics: [Diagnostic] = []
    for saga in project.sagas { diagnostics += check(saga, in: project) }
    return diagnostics + checkWhole(project)
  }

  /// What the rules find that look at everything at once.
  static func checkWhole(_ project: BoundProject) -> [Diagnostic] {
    var diagnostics = project.choreographies.flatMap { check($0, in: project) }
    for tests in project.tests { diagnostics += checkParts(tests.parts, in: project) }
    for rule in all where project.isWhole || !rule.needsWholeProject {
      var findings = Findings(of: rule, in: "")
      rule.check(project, into: &findings)
      diagnostics += findings.diagnostics
    }
    return diagnostics
  }

  /// What the rules find that look at one saga.
  static func check(_ saga: BoundSaga, in project: BoundProject) -> [Diagnostic] {
    let exploration = Exploration(of: saga, among: project.sagas)
    var diagnostics: [Diagnostic] = []
    for rule in all {
      var findings = Findings(of: rule, in: saga.file)
      rule.check(saga, in: project, into: &findings)
      if let exploration { rule.check(exploration, of: saga, into: &findings) }
      diagnostics += findings.diagnostics
    }
    return diagnostics
  }

  /// What the rules find that look at one choreography.
  static func check(_ flow: BoundChoreography, in project: BoundProject) -> [Diagnostic] {
    var diagnostics = checkParts(flow.parts, in: project)
    let exploration = flow.hasGaps ? nil : FlowExploration(of: flow)
    for rule in all {
      var findings = Findings(of: rule, in: flow.file)
      rule.check(flow, in: project, into: &findings)
      if let exploration { rule.check(exploration, of: flow, into: &findings) }
      diagnostics += findings.diagnostics
    }
    return diagnostics
  }

  /// What the rules find in the parts of a document that is no saga.
  private static func checkParts(_ parts: BoundSaga, in project: BoundProject) -> [Diagnostic] {
    all.filter { $0.holdsBeyondSagas }.flatMap { rule in
      var findings = Findings(of: rule, in: parts.file)
      rule.check(parts, in: project, into: &findings)
      return findings.diagnostics
    }
  }
}
