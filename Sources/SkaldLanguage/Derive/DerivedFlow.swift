import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// An event by which reactions follow from each other.
struct DerivedLink {
  /// The end of the name that it gets where no event of the saga can stand for it, such as `reserve-done`.
  let base: String
  /// The event of the saga that can stand for it, with what it carries.
  var existing: BoundEmission?
  /// The event from outside that it is: that of the start, or one that is waited for.
  var outside: BoundEvent?
  /// The step whose event it is, where one that is waited for.
  var waiter: String?
  /// Whether it tells that the flow turned back: what went wrong is known from it, and not from what came before.
  var isTurning = false
  /// Whether it comes from outside although the contracts know nothing of it.
  var isRequest = false
  /// Its name in the end.
  var name = ""

  /// Whether a contract for it has to be written.
  var isDerived: Bool { existing == nil && outside == nil }
}

/// When something happens: with all of the events of one of the sets. Events are numbered as the flow has them.
typealias DerivedTrigger = [[Int]]

/// A value that some reaction needs, and that only those know who came before.
struct DerivedValue: Hashable {
  /// Where it comes from.
  enum Origin: Hashable {
    /// The result of a step, or the data of an event that it waited for.
    case step(String)
    /// What went wrong.
    case failure
  }

  let origin: Origin
  /// The field; nil for the whole result.
  let field: String?

  static let failureCode = DerivedValue(origin: .failure, field: "code")
}

/// What a participant does when an event comes, in the words of the saga that it comes from.
struct DerivedReaction {
  /// A condition, or its opposite.
  struct Condition {
    /// Each of them must not hold.
    var excluded: [ProgramExpression] = []
    /// It must hold.
    var required: ProgramExpression?
  }

  /// An event with its fields, or a link alone.
  struct Emission {
    var bound: BoundEmission?
    var link: Int?
  }

  let participant: String
  let comment: String
  let when: DerivedTrigger
  /// Where the part of the saga stands that it comes from.
  let range: SourceRange
  var condition: Condition?
  var operation: BoundOperation?
  var arguments: [BoundField] = []
  var idempotencyKey: Template?
  var timeout: Milliseconds?
  var retry: String?
  var isPivot = false
  var undoes: String?
  /// Why the effect of the call may stay.
  var because: String?
  var moves: [(entity: String, state: String)] = []
  var emits: [Emission] = []
  var refused: Int?
  /// The step whose result the call gives.
  var step: String?
  /// What went wrong, where this is the reaction that says so.
  var failure: (code: String, step: String, message: Template?)?

  init(_ participant: String, _ comment: String, when: DerivedTrigger, at range: SourceRange) {
    self.participant = participant
    self.comment = comment
    self.when = when
    self.range = range
  }

  /// Everything that it may emit and that others react to.
  var links: [Int] { emits.compactMap { $0.link } + [refused].compactMap { $0 } }
}

/// A part of a saga that a choreography cannot say.
package struct DerivationProblem: Sendable, Hashable {
  /// What it is, and why.
  package let message: String
  /// What to do about it.
  package let help: String?
  /// Where it stands in the file of the saga.
  package let range: SourceRange
}
