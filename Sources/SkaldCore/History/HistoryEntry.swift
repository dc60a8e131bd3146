public import SkaldValue

/// A line of an instance's history, as people and the API see it.
public struct HistoryEntry: Sendable, Hashable {
  /// Its number within the instance, from 1.
  public var sequence: Int
  /// When it happened.
  public var at: Timestamp
  /// What happened, such as `step.succeeded`.
  public var type: String
  /// The step; nil where it concerns the instance.
  public var step: String?
  /// The attempt; nil where it concerns none.
  public var attempt: Int?
  /// More about it.
  public var data: JSON?

  /// The entry as the API gives it.
  public var json: JSON {
    var entry = JSONObject([
      ("seq", .int(Int64(sequence))), ("at", .string(at.text)), ("type", .string(type)),
    ])
    if let step { entry["step"] = .string(step) }
    if let attempt { entry["attempt"] = .int(Int64(attempt)) }
    if let data { entry["data"] = data }
    return .object(entry)
  }
}

/// Histories are not stored: they are told again from the journal.
public enum History {
  /// Folds a journal into the state, and tells its history.
  /// - Throws: ``JournalError`` where the first event does not begin an instance.
  public static func replay(
    _ program: SagaProgram, _ events: [SagaEvent]
  ) throws(JournalError) -> (state: SagaState, entries: [HistoryEntry]) {
    guard let first = events.first, case .started(let start) = first.kind else {
      throw JournalError(message: "the journal does not begin with the start of an instance")
    }
    var (state, commands) = Machine.begin(program, at: first.at, start)
    var entries = entries(program, state, commands, at: first.at, after: 0)
    for event in events.dropFirst() {
      commands = Machine.reduce(program, &state, event)
      entries += self.entries(program, state, commands, at: event.at, after: entries.count)
    }
    return (state, entries)
  }

  /// Folds a journal into the state alone.
  /// - Throws: ``JournalError`` where the first event does not begin an instance.
  public static func state(
    _ program: SagaProgram, _ events: [SagaEvent]
  ) throws(JournalError) -> SagaState {
    guard let first = events.first, case .started(let start) = first.kind else {
      throw JournalError(message: "the journal does not begin with the start of an instance")
    }
    var (state, _) = Machine.begin(program, at: first.at, start)
    for event in events.dropFirst() { _ = Machine.reduce(program, &state, event) }
    return state
  }

  /// The lines that the commands of one transition make; `state` is what it led to, `count` lines came before.
  public static func entries(
    _ program: SagaProgram, _ state: SagaState, _ commands: [Command], at time: Timestamp, after count: Int
  ) -> [HistoryEntry] {
    var entries: [HistoryEntry] = []
    for command in commands {
      guard case .record(let fact) = command else { continue }
      entries.append(fact.entry(program, state, sequence: count + entries.count + 1, at: time))
    }
    return entries
  }
}
