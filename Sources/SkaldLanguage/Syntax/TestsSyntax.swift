package import SkaldDiagnostics
package import SkaldValue

/// Scenario tests of one definition, as they are written.
package struct TestsSyntax: Sendable {
  /// The path of the file that holds the definition, relative to the file of the tests.
  package var target: Located<String>
  /// The scenarios.
  package var cases: [TestCaseSyntax] = []
  /// Whether something in it could not be understood.
  package var hasGaps = false
}

/// A scenario, as it is written.
package struct TestCaseSyntax: Sendable {
  /// An event that comes from outside.
  package struct Arrival: Sendable {
    /// The event.
    package let event: Located<String>
    /// Its data.
    package let data: ValueSyntax
    /// When it comes, from the start on; nil for at once.
    package let at: Located<Milliseconds>?
  }

  /// What a service answers.
  package struct Script: Sendable {
    /// The operation.
    package let operation: Located<String>
    /// An answer for each attempt; the last one stands for all that follow.
    package let answers: [Answer]
  }

  /// One answer.
  package struct Answer: Sendable {
    /// The result.
    package var result: ValueSyntax?
    /// The code of a refusal.
    package var refusal: Located<String>?
    /// How many attempts fail before, without effect.
    package var failures: Located<Int>?
    /// How many attempts take effect before and lose their answer.
    package var losses: Located<Int>?
    /// How many attempts are never answered before, without effect.
    package var hangs: Located<Int>?
    /// How long after its attempt was given up the answer comes.
    package var delay: Located<Milliseconds>?
  }

  /// Its name.
  package var name: Located<String>
  /// The input of the saga.
  package var start: ValueSyntax?
  /// The events from outside.
  package var arrivals: [Arrival] = []
  /// What the services answer.
  package var scripts: [Script] = []
  /// When an operator cancels, from the start on.
  package var cancels: [Milliseconds] = []
  /// Whether the scenario is replayed with a crash at each of its commits.
  package var crashesEverywhere = false
  /// What it must come to.
  package var expectation = ExpectationSyntax()
  /// The keys with their places.
  package var keys: [Located<String>] = []
}

/// What a scenario must come to, as it is written; what is not named is not compared.
package struct ExpectationSyntax: Sendable {
  /// How an instance can end, or where it can be left.
  package enum Outcome: String, Sendable, CaseIterable {
    case completed, compensated, failed, terminated, stuck
  }

  /// A call, and how often in a row it is made.
  package struct Call: Sendable {
    /// The operation.
    package let operation: Located<String>
    /// How often.
    package let count: Int
  }

  /// A failure; what is nil is not compared.
  package struct Failure: Sendable {
    /// Its code.
    package var code: Located<String>?
    /// The step at fault.
    package var step: Located<String>?
    /// Its message.
    package var message: Located<String>?
  }

  /// The status at the end.
  package var outcome: Located<Outcome>?
  /// All calls in their order; nil where they are not compared.
  package var calls: [Call]?
  /// The states of each entity, in their order.
  package var states: [(entity: Located<String>, states: [Located<String>])] = []
  /// All events in their order; nil where they are not compared.
  package var emits: [Located<String>]?
  /// The saga's result.
  package var output: ValueSyntax?
  /// The failure.
  package var failure: Failure?
  /// How long it takes, exactly.
  package var elapsed: Located<Milliseconds>?
  /// The idempotency keys of operations.
  package var keys: [(operation: Located<String>, keys: [Located<String>])] = []
  /// How often operations take effect.
  package var effects: [(operation: Located<String>, count: Int)] = []
  /// What is named, with its place.
  package var aspects: [Located<String>] = []
}
