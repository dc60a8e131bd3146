public import SkaldValue

/// What a run did, gathered from its commands: calls, states of entities, events.
public struct RunReport: Sendable {
  /// One attempt of one call.
  public struct Call: Sendable, Hashable {
    /// Which attempt.
    public let id: CallID
    /// The operation.
    public let operation: String
    /// The step's name.
    public let step: String
    /// The key that was sent.
    public let idempotencyKey: String
    /// `ok`, `refused`, `failed`, `retryable`, `unknown`, `pending` or `blocked`.
    public var outcome: String
  }

  /// The calls, one entry per attempt, in order.
  public private(set) var calls: [Call] = []
  /// The states that entities were in, in order, by the entity's name.
  public private(set) var states: [(entity: String, states: [String])] = []
  /// The events, in order.
  public private(set) var emits: [EmittedEvent] = []

  private var entities: [(name: String, id: JSON)] = []

  /// Makes an empty report.
  public init() {}

  /// Adds what the commands of one transition tell.
  public mutating func add(_ commands: [Command], _ program: SagaProgram) {
    for case .record(let fact) in commands {
      switch fact {
      case .dispatched(let call):
        calls.append(
          Call(
            id: call.id, operation: call.operation, step: call.title, idempotencyKey: call.idempotencyKey,
            outcome: "unknown"))
      case .answered(let id, let outcome, _):
        if let index = calls.lastIndex(where: { $0.id == id }) { calls[index].outcome = outcome }
      case .moved(let entity, let id, let state): add(state, of: program.entities[entity.index].name, id)
      case .published(let event): emits.append(event)
      case .scheduled, .started, .retryPlanned, .succeeded, .failed, .skipped, .waiting, .entered, .decided, .operated,
        .consumed,
        .kept,
        .undo, .status,
        .cancelRequested, .cancelRefused, .deadlineIgnored, .incidentOpened, .incidentClosed, .late, .adopted, .dropped,
        .superseded, .recovered:
        continue
      }
    }
  }

  private mutating func add(_ state: String, of entity: String, _ id: JSON) {
    if let index = entities.firstIndex(where: { $0.name == entity && $0.id == id }) {
      states[index].states.append(state)
    } else {
      // A second entity of one kind, as a sub-saga may have it, is told from the first by its id.
      let isFirst = !entities.contains { $0.name == entity }
      entities.append((entity, id))
      states.append((isFirst ? entity : "\(entity) \(id.string ?? id.text)", [state]))
    }
  }

  /// The report of an instance as `skald run --format json` prints it.
  public func json(_ state: SagaState, _ program: SagaProgram) -> JSON {
    .object(
      JSONObject([
        ("id", .string(state.start.uid)), ("saga", .string(program.name)),
        ("key", state.start.key.map { .string($0) } ?? .null), ("status", .string(state.status.rawValue)),
        ("cause", state.cause.map { .string($0.rawValue) } ?? .null), ("failure", state.failure?.json ?? .null),
        ("output", state.output ?? .null), ("calls", .array(calls.map(\.json))),
        ("states", .object(JSONObject(states.map { ($0.entity, .array($0.states.map { .string($0) })) }))),
        ("emits", .array(emits.map { ["event": .string($0.name), "data": $0.data] })),
        ("steps", state.stepList(program)),
      ]))
  }
}

extension RunReport.Call {
  fileprivate var json: JSON {
    [
      "operation": .string(operation), "step": .string(step), "attempt": .int(Int64(id.attempt)),
      "undo": .bool(id.phase == .undo), "outcome": .string(outcome), "idempotencyKey": .string(idempotencyKey),
    ]
  }
}

extension History {
  /// Folds a journal into the state, and gathers what the run did.
  /// - Throws: ``JournalError`` where the first event does not begin an instance.
  public static func report(
    _ program: SagaProgram, _ events: [SagaEvent]
  ) throws(JournalError) -> (state: SagaState, report: RunReport) {
    let (fold, report) = try report(Lineage(program), events)
    return (fold.state, report)
  }

  /// As ``report(_:_:)-(SagaProgram,_)``, of an instance that may have followed several programs.
  public static func report(
    _ lineage: Lineage, _ events: [SagaEvent]
  ) throws(JournalError) -> (fold: Fold, report: RunReport) {
    var report = RunReport()
    var fold = try Fold(lineage, from: events.first)
    report.add(fold.commands, fold.program)
    for event in events.dropFirst() {
      fold.take(event)
      report.add(fold.commands, fold.program)
    }
    return (fold, report)
  }
}
