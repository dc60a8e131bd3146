package import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// A saga with its names resolved.
package struct BoundSaga: Sendable {
  /// As it is written.
  package let syntax: SagaSyntax
  /// The path of its file.
  package let file: String
  /// The shape of the input; one without fields, which accepts any, where none is declared.
  package var input: ObjectSchema
  /// The event that starts an instance.
  package var startedBy: BoundEvent?
  /// The entities whose states it moves.
  package var entities: [BoundEntity] = []
  /// The steps, as a tree.
  package var steps: [BoundStep] = [] {
    didSet {
      allSteps = steps.withInner
      calls = allSteps.compactMap { step in step.call.map { (step, $0) } }
    }
  }
  /// All steps in the order of the file, those inside others included.
  package private(set) var allSteps: [BoundStep] = []
  /// All calls in the order of the file, each with its step.
  package private(set) var calls: [(step: BoundStep, call: BoundCall)] = []
  /// Everything that has a record of its own, by its id.
  package var records: [Step] = []
  /// What its ends bring about.
  package var outcome = BoundOutcome()
  /// The values with expressions in them, with what each place expects.
  package var values: [BoundValue] = []
  /// Every expression, with the names in its scope.
  package var expressions: [BoundExpression] = []
  /// Whether a part is missing that was reported, so that what follows from its absence means nothing.
  package var hasGaps = false
  /// Whether another saga runs it as a part of itself.
  package var isPart = false
  /// Whether the end of the steps can be reached.
  package var isCompletable = true

  /// The name.
  package var name: String { syntax.name.value }
  /// The type of the input as programs hold it.
  var inputType: Schema { syntax.input?.type(isClosed: true) ?? .object(input) }
  /// The version; 1 where none is written.
  package var version: Int { syntax.version?.value ?? 1 }

  /// The saga, and the sagas that run as parts of it, each once.
  func withParts(among sagas: [BoundSaga]) -> [BoundSaga] {
    var found = [self]
    var index = 0
    while index < found.count {
      for syntax in found[index].allSteps.compactMap({ $0.subSaga?.saga }) {
        let part = sagas.first { $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1 }
        if let part, !found.contains(where: { $0.name == part.name && $0.version == part.version }) {
          found.append(part)
        }
      }
      index += 1
    }
    return found
  }
}

/// What the ends of a saga, and its turn to compensation, bring about.
package struct BoundOutcome: Sendable {
  /// State moves and events of one outcome.
  package struct Effects: Sendable {
    /// The entity moves.
    package var moves: [BoundMove] = []
    /// The events.
    package var emissions: [BoundEmission] = []
  }

  /// With the end `completed`.
  package var completed = Effects()
  /// With the turn to compensation.
  package var compensating = Effects()
  /// With the end `compensated`.
  package var compensated = Effects()
  /// When an operator must act.
  package var stuck = Effects()
}

/// A step with its names resolved.
package struct BoundStep: Sendable {
  /// Its record; nil for constructs that have none of their own, and for a `set`, which has one for each value.
  package let id: StepID?
  /// Its name: as written, or made from its event or kind.
  package let name: String
  /// As it is written.
  package let syntax: StepSyntax
  /// What its kind holds.
  package let body: any BoundBody
  /// How it relates to the point of no return on the straight path, which no refusal leaves.
  package let position: Invoke.Position
  /// Whether some path leads here.
  package let isReachable: Bool

  /// The call, where it is one.
  package var call: BoundCall? { body as? BoundCall }
  /// The wait, where it is one.
  package var wait: BoundWait? { body as? BoundWait }
  /// The choice, where it is one.
  package var choose: BoundChoose? { body as? BoundChoose }
  /// The failure, where it is one.
  package var fail: BoundFail? { body as? BoundFail }
  /// The emission, where it is one.
  package var emit: BoundEmit? { body as? BoundEmit }
  /// The branches, where it is a `parallel`.
  package var parallel: BoundParallel? { body as? BoundParallel }
  /// The loop over a list, where it is one.
  package var each: BoundEach? { body as? BoundEach }
  /// The loop with a condition, where it is one.
  package var loop: BoundRepeat? { body as? BoundRepeat }
  /// The scope, where it is one.
  package var scope: BoundScope? { body as? BoundScope }
  /// The sub-saga, where it is one.
  package var subSaga: BoundSubSaga? { body as? BoundSubSaga }
  /// The question, where it is one.
  package var ask: BoundAsk? { body as? BoundAsk }
  /// Where findings about the whole step are shown: its name, or the keyword of its kind.
  package var place: SourceRange { syntax.name?.range ?? syntax.keyword.range }
}

extension [BoundStep] {
  /// The steps and all steps inside them, in the order of the file.
  package var withInner: [BoundStep] {
    var all: [BoundStep] = []
    collect(into: &all)
    return all
  }

  private func collect(into all: inout [BoundStep]) {
    for step in self {
      all.append(step)
      for branch in step.body.branches { branch.steps.collect(into: &all) }
    }
  }
}

/// What a kind of step holds once its names are resolved.
package protocol BoundBody: Sendable {
  /// The lists of steps inside.
  var branches: [BoundBranch] { get }
  /// Adds the instructions of the step at a node, going on at another.
  func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer)
}

extension BoundBody {
  /// Most kinds hold no steps.
  package var branches: [BoundBranch] { [] }
}

/// A list of steps inside a step.
package struct BoundBranch: Sendable {
  /// How the branch is entered.
  package enum Entry: Sendable {
    /// A case of a choice, counted from 0.
    case chosen(Int)
    /// A refusal code, or `other`.
    case caught(Located<String>)
    /// A branch of a `parallel`.
    case branch(Located<String>)
    /// The body of a loop or a scope.
    case body
  }

  /// How it is entered.
  package let entry: Entry
  /// The steps.
  package let steps: [BoundStep]
  /// Whether its end leads on to what follows the step, rather than to compensation.
  package let leadsOn: Bool
}
