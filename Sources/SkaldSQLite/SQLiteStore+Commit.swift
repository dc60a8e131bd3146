public import SkaldCore
public import SkaldRuntime
internal import SkaldValue

extension SQLiteStore {
  /// Writes a batch in one transaction and flushes it; on an error nothing of it is kept.
  public func commit(_ batch: CommitBatch) throws(StoreError) {
    guard !batch.isEmpty else { return }
    let session = try claimed()
    let counters = try session.counters.after(batch)
    try session.transaction { () throws(StoreError) in
      try session.write(counters)
      try session.writeInstances(batch)
      try LabelColumns.write(batch.labels, on: session.connection)
      if !batch.adopted.isEmpty { try session.write(batch.adopted) }
      for row in batch.journal { try JournalColumns.stored(row).insert(with: session.insertJournal) }
      for change in batch.incidents { try session.write(change) }
      try AuditColumns.append(batch.audit, on: session.connection)
      try ScheduleColumns.write(batch.schedules, on: session.connection)
      try session.writeCorrelations(batch)
      try session.writeInbox(batch)
      try session.writeRelay(batch)
      try DeadLetterColumns.write(batch, on: session.connection)
      try session.writeRequests(batch)
      try session.archive(batch.archived)
      if batch.settlesRestore { try session.connection.execute("UPDATE engine SET restored = 0") }
    }
    session.counters = counters
    session.commits += 1
    if !batch.archived.isEmpty { session.hasArchived = true }
  }

  /// Keeps a definition under its name and version.
  public func keep(_ program: SagaProgram) throws(StoreError) -> DefinitionID {
    let session = try claimed()
    return try session.transaction { () throws(StoreError) in
      try session.write(session.counters)
      return try DefinitionColumns.keep(program, on: session.connection)
    }
  }
}

extension SQLiteStore {
  /// Forgets a version of a saga.
  public func drop(saga: String, version: Int) throws(StoreError) -> [DefinitionID] {
    let session = try claimed()
    return try session.transaction { () throws(StoreError) in
      try session.write(session.counters)
      return try DefinitionColumns.drop(saga: saga, version: version, on: session.connection)
    }
  }
}

extension EngineRow.Counters {
  /// The counters after a batch.
  /// - Throws: ``StoreError`` where a position is not behind all others: a relay would never see that row.
  func after(_ batch: CommitBatch) throws(StoreError) -> EngineRow.Counters {
    var next = self
    for row in batch.created { next.nextInstance = max(next.nextInstance, row.id.number + 1) }
    for row in batch.journal {
      guard row.position >= next.nextPosition else {
        throw StoreError(code: .conflict, message: "journal position \(row.position) comes after a later one")
      }
      next.nextPosition = row.position + 1
    }
    next.lastTime = max(lastTime, batch.time.milliseconds)
    return next
  }
}

extension Session {
  fileprivate func writeInstances(_ batch: CommitBatch) throws(StoreError) {
    for row in batch.created {
      InstanceColumns.bindInsert(row, to: insertInstance)
      try insertInstance.run()
    }
    for row in batch.updated {
      InstanceColumns.bindUpdate(row, to: updateInstance)
      try updateInstance.run()
      guard connection.changes == 1 else {
        throw StoreError(code: .conflict, message: "there is no instance \(row.id.number) to change")
      }
    }
  }

  fileprivate func write(_ change: IncidentChange) throws(StoreError) {
    switch change {
    case .opened(let id, let incident, let time):
      openIncident.bind(id?.number ?? 0, at: 1)
      openIncident.bind(incident.kind, at: 2)
      openIncident.bind(incident.step, at: 3)
      openIncident.bind(incident.message, at: 4)
      openIncident.bind(incident.blocks ? 1 : 0, at: 5)
      openIncident.bind(time.milliseconds, at: 6)
      try openIncident.run()
    case .closed(let id, let kind, let step):
      closeIncident.bind(id?.number ?? 0, at: 1)
      closeIncident.bind(kind, at: 2)
      closeIncident.bind(step, at: 3)
      try closeIncident.run()
    }
  }

  fileprivate func writeCorrelations(_ batch: CommitBatch) throws(StoreError) {
    for entry in batch.correlated {
      correlate.bind(entry.hash, at: 1)
      correlate.bind(entry.instance.number, at: 2)
      try correlate.run()
    }
    for entry in batch.uncorrelated {
      uncorrelate.bind(entry.hash, at: 1)
      uncorrelate.bind(entry.instance.number, at: 2)
      try uncorrelate.run()
    }
    if batch.completesCorrelations { try connection.execute("UPDATE engine SET correlated = 1") }
  }

  fileprivate func writeInbox(_ batch: CommitBatch) throws(StoreError) {
    for row in batch.inbox {
      InboxColumns.bind(row, to: insertInbox)
      try insertInbox.run()
    }
    for event in batch.unparked {
      unpark.bind(event.source, at: 1)
      unpark.bind(event.id, at: 2)
      try unpark.run()
    }
    guard let limit = batch.parkedBefore else { return }
    dropParked.bind(limit.milliseconds, at: 1)
    try dropParked.run()
    dropSeen.bind(batch.time.milliseconds - StoreLimits.seenKept.count, at: 1)
    try dropSeen.run()
  }

  fileprivate func writeRelay(_ batch: CommitBatch) throws(StoreError) {
    for cursor in batch.cursors {
      moveCursor.bind(cursor.sink, at: 1)
      moveCursor.bind(cursor.position, at: 2)
      try moveCursor.run()
    }
    for event in batch.held {
      hold.bind(event.sink, at: 1)
      hold.bind(event.place.position, at: 2)
      hold.bind(Int64(event.place.index), at: 3)
      hold.bind(event.orderingKey, at: 4)
      try hold.run()
    }
    for event in batch.released {
      release.bind(event.sink, at: 1)
      release.bind(event.place.position, at: 2)
      release.bind(Int64(event.place.index), at: 3)
      try release.run()
    }
  }

  fileprivate func writeRequests(_ batch: CommitBatch) throws(StoreError) {
    guard !batch.requests.isEmpty || batch.requestsBefore != nil else { return }
    // Few come under a key: no statement is kept for them.
    let replace = try connection.prepare(RequestColumns.replace)
    for row in batch.requests {
      RequestColumns.bind(row, to: replace)
      try replace.run()
    }
    guard let limit = batch.requestsBefore else { return }
    let drop = try connection.prepare(RequestColumns.drop)
    drop.bind(limit.milliseconds, at: 1)
    try drop.run()
  }

  /// Deletes whole ended instances; of those with a key the key stays.
  fileprivate func archive(_ ids: [InstanceID]) throws(StoreError) {
    guard !ids.isEmpty else { return }
    let hasLetters = try connection.integer("SELECT 1 FROM dead_letters LIMIT 1") != nil
    for id in ids {
      keepKey.bind(id.number, at: 1)
      try keepKey.run()
      removeInstance.bind(id.number, at: 1)
      try removeInstance.run()
      guard connection.changes == 1 else { continue }
      if hasLetters { try DeadLetterColumns.forget(id, on: connection) }
      removeJournal.bind(id.number, at: 1)
      try removeJournal.run()
      forgetFormer.bind(id.number, at: 1)
      try forgetFormer.run()
      forgetLabels.bind(id.number, at: 1)
      try forgetLabels.run()
    }
  }
}
