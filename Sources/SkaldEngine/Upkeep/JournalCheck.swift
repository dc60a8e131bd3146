import SkaldCore
import SkaldRuntime
import SkaldValue

/// Tells journals again, and compares what comes of them with what else is stored.
struct JournalCheck {
  private let reader: any StoreInspection
  private var programs: [DefinitionID: Result<SagaProgram?, StoreError>] = [:]

  init(_ reader: any StoreInspection) { self.reader = reader }

  /// What does not agree about an instance.
  mutating func findings(_ row: InstanceRow, _ journal: [JournalRow]) throws(StoreError) -> [Checkup.Finding] {
    let uid = Self.uid(journal)
    return try faults(row, journal).map { fault in
      var finding = Checkup.Finding(fault, uid: uid)
      finding.number = row.id
      return finding
    }
  }

  private mutating func faults(_ row: InstanceRow, _ journal: [JournalRow]) throws(StoreError) -> [StoreFault] {
    let lineage: Lineage
    do throws(StoreError) {
      guard let last = try program(row.definition) else {
        return [StoreFault("unknown_definition", "there is no definition \(row.definition.number)")]
      }
      let found = try Lineage.of(journal.lazy.map(\.event), following: last) { number throws(StoreError) in
        try self.program(DefinitionID(number))
      }
      guard let found else {
        return [StoreFault("unknown_definition", "the journal names a definition that is not there")]
      }
      lineage = found
    } catch {
      guard error.code == .corrupt else { throw error }
      return [StoreFault("unknown_definition", error.message)]
    }
    if let gap = Self.gap(in: journal) { return [gap] }
    guard let fold = try? Fold(lineage, from: journal.first?.event) else {
      return [StoreFault("journal_start", "the journal does not begin with the start of an instance")]
    }
    return Self.replay(fold, journal, row) + (try lostEvents(row, fold.state.start.input))
  }

  /// Events that a live instance may await and that would not find it.
  private mutating func lostEvents(_ row: InstanceRow, _ input: JSON) throws(StoreError) -> [StoreFault] {
    guard !row.status.isTerminal, let program = try program(row.definition) else { return [] }
    for hash in program.correlationHashes(input: input) {
      guard try !reader.isCorrelated(row.id, under: hash) else { continue }
      // Who ended since, or follows another definition, is found no more, and rightly so.
      let now = try reader.inspect(row.id.number...row.id.number).instances.first?.row
      guard let now, !now.status.isTerminal, now.definition == row.definition else { return [] }
      return [StoreFault("correlation_lost", "an event that it may await would not find it")]
    }
    return []
  }

  private mutating func program(_ id: DefinitionID) throws(StoreError) -> SagaProgram? {
    if let known = programs[id] { return try known.get() }
    let read = Result { () throws(StoreError) in try reader.definition(id) }
    programs[id] = read
    return try read.get()
  }

  /// The first number that is missing.
  private static func gap(in journal: [JournalRow]) -> StoreFault? {
    for (index, row) in journal.enumerated() where row.sequence != Int64(index) + 1 {
      return StoreFault("journal_gap", "the transition \(index + 1) is missing: the next is \(row.sequence)")
    }
    return nil
  }

  private static func replay(
    _ fold: Fold, _ journal: [JournalRow], _ row: InstanceRow
  ) -> [StoreFault] {
    var faults: [StoreFault] = []
    var fold = fold
    for (index, transition) in journal.enumerated() {
      if index > 0 { fold.take(transition.event) }
      if fold.commands.published != transition.emitted {
        faults.append(
          StoreFault("outbox_differs", "the events of transition \(transition.sequence) are not those of the journal"))
      }
    }
    let told = Standing(of: fold.state, fold.program, nextDue: fold.state.nextDue(fold.program))
    return faults + told.differences(from: Standing(of: row))
  }

  private static func uid(_ journal: [JournalRow]) -> String? {
    guard case .started(let start) = journal.first?.event.kind else { return nil }
    return start.uid
  }
}

extension Standing {
  /// What a row says otherwise than the journal, which this comes from.
  fileprivate func differences(from row: Standing) -> [StoreFault] {
    var faults: [StoreFault] = []
    if row.status != status {
      faults.append(
        StoreFault(
          "status_differs", "the row says \(row.status.rawValue), the journal comes to \(status.rawValue)"))
    }
    if row.isStuck != isStuck {
      faults.append(StoreFault("stuck_differs", "the row says \(row.isStuck), the journal comes to \(isStuck)"))
    }
    if row.rest != rest {
      faults.append(
        StoreFault("rest_differs", "the row says \(Self.text(row.rest)), the journal comes to \(Self.text(rest))"))
    }
    for (field, found, expected) in [
      ("failing", "\(row.isFailing)", "\(isFailing)"), ("paused", "\(row.isPaused)", "\(isPaused)"),
      ("step", row.step ?? "none", step ?? "none"),
      ("code", row.code ?? "none", code ?? "none"),
    ] where found != expected {
      faults.append(StoreFault("\(field)_differs", "the row says \(found), the journal comes to \(expected)"))
    }
    return faults
  }

  private static func text(_ rest: InstanceRow.Rest?) -> String {
    guard let rest else { return "no rest" }
    return rest.wake.map { "a rest until \($0.text)" } ?? "a rest without end"
  }
}

extension [Command] {
  /// The events that the commands publish, in order.
  fileprivate var published: [EmittedEvent] {
    compactMap { command in
      guard case .publish(let event) = command else { return nil }
      return event
    }
  }
}
