public import SkaldCore
public import SkaldValue

extension SagaEngine {
  /// An instance that was started, or found by its key.
  public struct Started: Sendable, Hashable {
    /// Its public id.
    public let id: String
    /// Whether it began with this request.
    public let isNew: Bool
  }

  /// Begins an instance; returns once it is durable.
  /// - Parameters:
  ///   - saga: The definition's name.
  ///   - input: The input.
  ///   - key: The business key, where the definition computes none; given both, they must be equal.
  ///   - time: When it shall begin; until then its status is `scheduled`.
  ///   - labels: Words to look for it by, beside the labels of its definition, over which they win. At most
  ///     ``SkaldCore/Label/countMax`` in all.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `input_invalid`, `input_mismatch`, `entity_locked`,
  ///   `store_failed`.
  public func start(
    _ saga: String, input: JSON, key: String? = nil, at time: StartTime? = nil, labels: [Label] = []
  ) async throws(EngineError) -> Started {
    guard labels.count <= Label.countMax, Set(labels.map(\.name)).count == labels.count else {
      throw EngineError(
        code: .inputInvalid, message: "expected at most \(Label.countMax) labels, each name once")
    }
    let reply = await desk.ask { ticket in
      queue.push(.start(StartRequest(saga: saga, input: input, key: key, at: time, labels: labels, ticket: ticket)))
    }
    switch reply {
    case .started(let uid, let isNew): return Started(id: uid, isNew: isNew)
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// Takes in an event; returns once it is durable.
  /// - Parameters:
  ///   - event: Its id, name and data.
  ///   - source: Where it comes from; with the id it tells repeats.
  ///   - attributes: What else its sender says of it, such as `subject` and `traceparent`; kept for people who look at it.
  /// - Returns: whether it was new; false for a repeat, which changes nothing.
  /// - Throws: ``EngineError`` with the codes `input_invalid`, `store_failed`.
  @discardableResult
  public func send(
    _ event: ReceivedEvent, from source: String, attributes: JSONObject = JSONObject()
  ) async throws(EngineError) -> Bool {
    let reply = await desk.ask { ticket in
      queue.push(.event(IncomingEvent(source: source, event: event, attributes: attributes, ticket: ticket)))
    }
    switch reply {
    case .received(let isDuplicate): return !isDuplicate
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// Has an instance undone; returns once that is decided and durable, not when it is done.
  /// - Parameters:
  ///   - id: The instance's public id.
  ///   - reason: Why, for the history.
  ///   - by: Who asks, for the history.
  /// - Returns: whether it was this request that did it; false where it is being undone already, or was.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `past_pivot`, `already_ended`, `store_failed`.
  @discardableResult
  public func cancel(_ id: String, reason: String, by: String) async throws(EngineError) -> Bool {
    let reply = await desk.ask { ticket in
      queue.push(.cancel(CancelRequest(uid: id, reason: reason, by: by, ticket: ticket)))
    }
    switch reply {
    case .canceling(let isNew): return isNew
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// Answers a question that an instance asks a person; returns once the answer is durable.
  ///
  /// The same answer again changes nothing.
  /// - Parameters:
  ///   - id: The instance's public id.
  ///   - question: The name of the `ask`; in a loop with the item or the round, such as `approve#2`.
  ///   - answer: The answer, as the `ask` declares it.
  ///   - by: Who answers, for the history.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `unknown_ask`, `input_invalid`, `already_ended`,
  ///   `store_failed`.
  public func answer(_ id: String, _ question: String, _ answer: JSON, by: String) async throws(EngineError) {
    let reply = await desk.ask { ticket in
      queue.push(
        .answerQuestion(AnswerRequest(uid: id, question: question, answer: answer, by: by, ticket: ticket)))
    }
    switch reply {
    case .decided: return
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  static var confused: EngineError {
    EngineError(code: .unavailable, message: "the reply belongs to another request")
  }
}
