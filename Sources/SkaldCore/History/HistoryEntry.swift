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
    let (fold, entries) = try replay(Lineage(program), events)
    return (fold.state, entries)
  }

  /// As ``replay(_:_:)-(SagaProgram,_)``, of an instance that may have followed several programs.
  public static func replay(
    _ lineage: Lineage, _ events: [SagaEvent]
  ) throws(JournalError) -> (fold: Fold, entries: [HistoryEntry]) {
    var fold = try Fold(lineage, from: events.first)
    var entries = entries(fold.program, fold.state, fold.commands, at: fold.state.startedAt, after: 0)
    for event in events.dropFirst() {
      fold.take(event)
      entries += self.entries(fold.program, fold.state, fold.commands, at: event.at, after: entries.count)
    }
    return (fold, entries)
  }

  /// Folds a journal into the state alone.
  /// - Throws: ``JournalError`` where the first event does not begin an instance.
  public static func state(
    _ program: SagaProgram, _ events: [SagaEvent]
  ) throws(JournalError) -> SagaState { try fold(Lineage(program), events).state }

  /// Folds the journal of an instance that may have followed several programs.
  /// - Throws: ``JournalError`` where the first event does not begin an instance.
  public static func fold(_ lineage: Lineage, _ events: some Sequence<SagaEvent>) throws(JournalError) -> Fold {
    var fold: Fold?
    for event in events {
      if fold == nil { fold = try Fold(lineage, from: event) } else { fold?.take(event) }
    }
    guard let fold else { return try Fold(lineage, from: nil) }
    return fold
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
