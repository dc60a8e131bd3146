/// The programs that an instance followed one after the other, as far as its journal names them.
public struct Lineage: Sendable {
  /// The program with which it began.
  public let first: SagaProgram
  private let others: [(number: Int64, program: SagaProgram)]

  /// The lineage of an instance that stayed with one program.
  public init(_ program: SagaProgram) {
    first = program
    others = []
  }

  private init(_ first: SagaProgram, _ others: [(number: Int64, program: SagaProgram)]) {
    self.first = first
    self.others = others
  }

  /// The lineage that a journal tells of; nil where a program is missing.
  /// - Parameters:
  ///   - events: The journal.
  ///   - last: The program that the instance follows now.
  ///   - find: Finds a program by its number.
  public static func of<Failure: Error>(
    _ events: some Sequence<SagaEvent>, following last: SagaProgram,
    _ find: (Int64) throws(Failure) -> SagaProgram?
  ) throws(Failure) -> Lineage? {
    var first: SagaProgram?
    var others: [(number: Int64, program: SagaProgram)] = []
    for event in events {
      guard let change = event.kind.programChange else { continue }
      if first == nil {
        guard let program = try find(change.from) else { return nil }
        first = program
      }
      guard !others.contains(where: { $0.number == change.to }) else { continue }
      guard let program = try find(change.to) else { return nil }
      others.append((change.to, program))
    }
    return Lineage(first ?? last, others)
  }

  /// The program of a number; nil where the journal did not name it.
  func program(_ number: Int64) -> SagaProgram? { others.first { $0.number == number }?.program }
}

/// A journal that is told again: the state after each event, and what was to be done.
public struct Fold {
  private var machine: Machine
  /// The program that the instance follows here.
  public var program: SagaProgram { machine.program }
  /// The state that the events led to.
  public private(set) var state: SagaState
  /// The commands of the last transition.
  public private(set) var commands: [Command]
  private let lineage: Lineage

  /// Begins with the first event of a journal.
  /// - Throws: ``JournalError`` where it does not begin an instance.
  public init(_ lineage: Lineage, from first: SagaEvent?) throws(JournalError) {
    guard let first, case .started(let start) = first.kind else {
      throw JournalError(message: "the journal does not begin with the start of an instance")
    }
    machine = Machine(lineage.first)
    self.lineage = lineage
    (state, commands) = machine.begin(at: first.at, start)
  }

  /// Takes the next event up.
  public mutating func take(_ event: SagaEvent) {
    guard let change = event.kind.programChange, let next = lineage.program(change.to) else {
      commands = machine.reduce(&state, event)
      return
    }
    commands = Machine.adopt(machine.program, next, &state, change, at: event.at)
    machine = Machine(next)
  }
}
