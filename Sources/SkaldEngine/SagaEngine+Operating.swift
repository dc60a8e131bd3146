public import SkaldCore
public import SkaldValue

extension SagaEngine {
  /// What an operator's act did.
  public struct Operated: Sendable, Hashable {
    /// The step that it was about; nil where it was about the instance.
    public let step: String?
    /// After `terminate`: the steps whose effects stay, or may stay.
    public let residue: [String]
  }

  /// What an operator asks for.
  public struct Act: Sendable, Hashable {
    /// The word of the verb.
    public var verb: String
    /// The step's name, in a loop with the item or the round; nil for the only one that stands still.
    public var step: String?
    /// The result, for `resolve`; held against the contract.
    public var output: JSON?
    /// The code of the failure, for `fail`.
    public var code: String?
    /// The arguments, for `edit`; held against the contract.
    public var input: JSON?
    /// Whether `rerun` makes new calls, under new keys.
    public var newKey = false
    /// Why, for the history.
    public var reason: String
    /// Who does it, for the history.
    public var by: String

    /// What tells the request, where it came under a key of its sender.
    package var mark: RequestMark?

    /// Asks for something.
    public init(_ verb: String, step: String? = nil, reason: String, by: String) {
      self.verb = verb
      self.step = step
      self.reason = reason
      self.by = by
    }
  }

  /// Helps an instance on that does not get on by itself, holds it up, or ends it; returns once that is durable.
  ///
  /// The verbs: `retry` tries a step or an undo again at once, `resolve` says that a step is done with an output, `skip`
  /// passes it over, `fail` has the saga go on as after a refusal, `edit` tries with other arguments, `rerun` goes back to
  /// a step; `force` says that an undo is done by other means, `abandon` gives it up; `pause` and `resume` hold the
  /// instance up; `compensate` has it undone, `terminate` ends it as it is.
  /// - Parameters:
  ///   - id: The instance's public id.
  ///   - act: What is asked for.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `unknown_step`, `not_possible`, `past_pivot`,
  ///   `input_invalid`, `already_ended`, `store_failed`.
  @discardableResult
  public func operate(_ id: String, _ act: Act) async throws(EngineError) -> Operated {
    let reply = await desk.ask { ticket in
      var request = OperatorRequest(
        uid: id, verb: act.verb, step: act.step, output: act.output, code: act.code, input: act.input,
        newKey: act.newKey, reason: act.reason, by: act.by, ticket: ticket)
      request.mark = act.mark
      queue.push(.operate(request))
    }
    switch reply {
    case .operated(let step, let residue): return Operated(step: step, residue: residue)
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// Says that the wall clock is right though it leapt ahead: the engine follows it, and timers fire that are due by it.
  ///
  /// A clock that is more than five minutes ahead of the time that went by is doubted (``EngineHealth/warnings``), and the
  /// engine goes on by the time that went by.
  /// - Parameter actor: Who says so, for the audit log.
  /// - Throws: ``EngineError`` with the code `unavailable`.
  public func confirmClock(by actor: String) async throws(EngineError) {
    switch await desk.ask({ ticket in queue.push(.confirmClock(ConfirmRequest(by: actor, ticket: ticket))) }) {
    case .refused(let error): throw error
    default: return
    }
  }

  /// Answers a call whose handler said that the answer comes later; returns once that is durable.
  ///
  /// The answer may come before the handler has returned, and after a restart of the engine. Saying the same twice does
  /// no harm. ``CallResult/pending`` reports that the work goes on, where the step has a `heartbeat`.
  /// - Parameters:
  ///   - token: What names the attempt: `Call.callbackToken`, or the end of the address that an HTTP service was told.
  ///   - result: The answer.
  /// - Returns: whether it counts; false for a repeat, and where another attempt was answered before.
  /// - Throws: ``EngineError`` with the codes `unknown_callback`, `already_ended`, `store_failed`.
  @discardableResult
  public func complete(_ token: String, _ result: CallResult) async throws(EngineError) -> Bool {
    let reply = await desk.ask { ticket in
      queue.push(.callBack(CallbackRequest(token: token, result: result, ticket: ticket)))
    }
    switch reply {
    case .calledBack(let counts): return counts
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }
}
