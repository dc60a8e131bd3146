public import JSONSchema
import SkaldValue

/// A wait for an event, or for a person's answer.
public struct Wait: Sendable, Hashable, Codable {
  /// What is awaited.
  public enum Expectation: Sendable, Hashable, Codable {
    /// An event that correlates and satisfies a condition, with `event` in scope; nil accepts any that correlates.
    case event(EventTypeID, condition: ProgramExpression?)
    /// A person's answer.
    case answer(Question)
  }

  /// What a person is asked.
  public struct Question: Sendable, Hashable, Codable {
    /// Who is asked; nil where nobody is named.
    public var who: Template?
    /// What they are shown; nil for nothing.
    public var show: Template?
    /// The shape of the answer.
    public var answer: Schema
    /// Makes a question.
    public init(who: Template? = nil, show: Template? = nil, answer: Schema) {
      self.who = who
      self.show = show
      self.answer = answer
    }
  }

  /// What to do when the time is up.
  public enum Otherwise: String, Sendable, Hashable, Codable {
    /// Undo the saga.
    case compensate
    /// Go on without the event.
    case `continue`
    /// Tell an operator, and go on waiting.
    case alert
  }

  /// The step.
  public var step: StepID
  /// What is awaited.
  public var expectation: Expectation
  /// The policy whose timeout bounds the wait; nil waits for ever.
  public var policy: PolicyID?
  /// What to do when the time is up.
  public var otherwise: Otherwise
  /// Alternatives for `wait_timed_out`, in order.
  public var catches: [Catch]

  // Not inlined: within a switch over instructions it makes the optimiser of Swift 6.3.1 crash.
  /// The event's type; nil for an answer.
  @inline(never)
  public var event: EventTypeID? {
    switch expectation {
    case .event(let event, _): event
    case .answer: nil
    }
  }

  /// Makes a wait for an event.
  public init(
    step: StepID, event: EventTypeID, condition: ProgramExpression? = nil, policy: PolicyID? = nil,
    otherwise: Otherwise, catches: [Catch] = []
  ) {
    self.step = step
    expectation = .event(event, condition: condition)
    self.policy = policy
    self.otherwise = otherwise
    self.catches = catches
  }

  /// Makes a wait for a person's answer.
  public init(
    step: StepID, question: Question, policy: PolicyID? = nil, otherwise: Otherwise, catches: [Catch] = []
  ) {
    self.step = step
    expectation = .answer(question)
    self.policy = policy
    self.otherwise = otherwise
    self.catches = catches
  }
}
