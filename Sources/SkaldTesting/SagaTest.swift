public import SkaldCore
import SkaldEngine
public import SkaldRuntime
public import SkaldValue

/// Takes a saga to its end in virtual time, for a test: with your handlers or scripts, without a server, a file or a clock.
///
/// ```swift
/// var test = SagaTest(program, handlers: handlers)
/// test.script("inventory.reserve", .refuses("out_of_stock"))
/// let result = try await test.run(input: order)
/// #expect(result.status == .compensated)
/// #expect(result.calls.last?.operation == "payment.refund")
/// ```
///
/// It asserts nothing: the result says what happened. An operation is answered as its script says, otherwise by its
/// handler, otherwise from its contract; so is an event or an answer that is waited for, unless it is withheld. A run that
/// waits for an hour takes none, and two runs are the same.
public struct SagaTest: Sendable {
  /// The definition.
  public let program: SagaProgram
  /// When the process ends in the middle of things, and another goes on.
  public var crashes = Crashes.never

  let handlers: (any HandlerSource)?
  let secrets: any SecretSource
  let store: StoreFactory?
  var rules: [MockScript.Rule] = []
  var events: [(name: String, data: JSON)] = []
  var answers: [(name: String, data: JSON)] = []
  var withheld: Set<String> = []
  var cancelAfter: Duration?

  /// Prepares a test.
  /// - Parameters:
  ///   - program: The definition.
  ///   - handlers: Who carries out the calls; what has no handler is answered from its contract.
  ///   - secrets: The values of the secrets that arguments need.
  ///   - store: Where the instance is kept; nil for a store in memory, a new one for each run. Handlers that are transactions need a file.
  public init(
    _ program: SagaProgram, handlers: (any HandlerSource)? = nil, secrets: any SecretSource = Secrets(),
    store: StoreFactory? = nil
  ) {
    self.program = program
    self.handlers = handlers
    self.secrets = secrets
    self.store = store
  }

  /// Has an operation do something else than it would, for every call or for the next ones.
  ///
  /// Scripts of one operation apply one after the other. An operation with a script is no transaction in this test.
  /// - Parameters:
  ///   - operation: The operation, `service.action`.
  ///   - behavior: What it does.
  ///   - times: For how many calls; nil for all that follow.
  public mutating func script(_ operation: String, _ behavior: Behavior, times: Int? = nil) {
    rules.append(MockScript.Rule(operation: operation, behavior: behavior.mock, count: times))
  }

  /// Sends an event as soon as it is waited for; several of one name in their order.
  public mutating func send(_ event: String, _ data: JSON) { events.append((event, data)) }

  /// Answers a question as soon as it is asked; several of one name in their order.
  public mutating func answer(_ question: String, _ answer: JSON) { answers.append((question, answer)) }

  /// Never lets an event or an answer come, so that the time of the wait runs out.
  public mutating func withhold(_ name: String) { withheld.insert(name) }

  /// Cancels the instance so long after its start, in virtual time.
  public mutating func cancel(after time: Duration) { cancelAfter = time }
}

extension SagaTest {
  /// What a scripted operation does.
  public struct Behavior: Sendable, Hashable {
    let mock: MockScript.Behavior

    /// Says no, with a code of its contract: nothing happened.
    public static func refuses(_ code: String) -> Behavior { Behavior(mock: .refuses(code: code)) }
    /// Takes effect, and its answer is lost. A handler of the operation is called.
    public static let timesOut = Behavior(mock: .timesOut)
    /// Answers that something went wrong, so that nobody knows whether it took effect. It did not.
    public static let fails = Behavior(mock: .fails)
    /// Takes no effect, and never answers. A handler of the operation is not called.
    public static let hangs = Behavior(mock: .hangs)
    /// Takes effect, and its answer comes so long after the attempt was given up. A handler of the operation is called.
    public static func late(_ time: Duration) -> Behavior { Behavior(mock: .late(Milliseconds(time), .answers)) }
    /// Answers with this.
    public static func returns(_ result: JSON) -> Behavior { Behavior(mock: .returns(result)) }
  }

  /// When the process ends in the middle of things: what is not durable is lost, and so are the answers of calls that were
  /// made. The next process goes on at once.
  public struct Crashes: Sendable, Hashable {
    let commit: Int?
    let isRepeated: Bool

    /// Never.
    public static let never = Crashes(commit: nil, isRepeated: false)
    /// Once, after so many commits.
    public static func after(commit: Int) -> Crashes { Crashes(commit: commit, isRepeated: false) }
    /// After every one.
    public static let afterEveryCommit = Crashes(commit: 1, isRepeated: true)

    func strikes(after commit: Int, crashed count: Int) -> Bool {
      guard let first = self.commit else { return false }
      return isRepeated ? count < Self.countMax : count == 0 && commit >= first
    }

    /// A saga with more commits than this ends without further crashes.
    private static let countMax = 1000
  }
}
