internal import SkaldCore
internal import SkaldValue

extension MemoryContents {
  /// Takes over a batch; where it contradicts the contents, nothing of it is kept.
  mutating func commit(_ batch: CommitBatch) throws(StoreError) {
    try check(batch)
    for row in batch.created { add(row) }
    for entry in batch.labels { labels[entry.instance] = entry.labels.sorted() }
    for row in batch.updated { change(row) }
    for adoption in batch.adopted { take(adoption) }
    for row in batch.journal {
      histories[row.instance, default: []].append(journal.count)
      journal.append(row)
      nextPosition = row.position + 1
    }
    for change in batch.incidents { take(change) }
    for entry in batch.audit { audit.append(AuditRow(entry, after: audit.last)) }
    for change in batch.schedules { take(change) }
    correlate(batch)
    takeIn(batch)
    relay(batch)
    for row in batch.requests { requests[row.key] = row }
    if let limit = batch.requestsBefore { requests = requests.filter { limit < $0.value.at } }
    archive(batch.archived)
    if batch.settlesRestore { isRestored = false }
    lastTime = max(lastTime ?? batch.time, batch.time)
  }

  private mutating func add(_ row: InstanceRow) {
    instances[row.id] = row
    if let key = row.key { keys[BusinessKey(saga: row.saga, key: key)] = row.id }
    nextInstance = max(nextInstance, row.id.number + 1)
  }

  private mutating func change(_ row: InstanceRow) {
    instances[row.id]?.status = row.status
    instances[row.id]?.isStuck = row.isStuck
    instances[row.id]?.updatedAt = row.updatedAt
    instances[row.id]?.rest = row.rest
    instances[row.id]?.isFailing = row.isFailing
    instances[row.id]?.isPaused = row.isPaused
    instances[row.id]?.step = row.step
    instances[row.id]?.code = row.code
  }

  private mutating func take(_ adoption: Adoption) {
    instances[adoption.instance]?.definition = adoption.to
    former[adoption.instance, default: []].append(adoption.from)
  }

  private mutating func take(_ change: IncidentChange) {
    switch change {
    case .closed(let id, let kind, let step):
      incidents.removeAll { $0.instance == id && $0.incident.kind == kind && $0.incident.step == step }
    case .opened(let id, let incident, let time):
      let open = incidents.firstIndex {
        $0.instance == id && $0.incident.kind == incident.kind && $0.incident.step == incident.step
      }
      if let open { return incidents[open].incident.message = incident.message }
      let instance = id.flatMap { instances[$0] }
      if id != nil, instance == nil { return }
      incidents.append(
        IncidentRow(
          number: nextIncident, instance: id, saga: instance?.saga, key: instance?.key, startedAt: instance?.startedAt,
          incident: incident, openedAt: time))
      nextIncident += 1
    }
  }

  private mutating func take(_ change: ScheduleChange) {
    switch change {
    case .kept(let row): schedules[row.name] = row
    case .dropped(let name): schedules[name] = nil
    }
  }

  private mutating func correlate(_ batch: CommitBatch) {
    for entry in batch.correlated {
      var found = correlations[entry.hash] ?? []
      if !found.contains(entry.instance) { found.append(entry.instance) }
      correlations[entry.hash] = found.sorted()
    }
    for entry in batch.uncorrelated {
      let left = (correlations[entry.hash] ?? []).filter { $0 != entry.instance }
      correlations[entry.hash] = left.isEmpty ? nil : left
    }
  }

  private mutating func takeIn(_ batch: CommitBatch) {
    for row in batch.inbox {
      seen[EventID(row)] = row.at
      received.append(InboxEntry(number: nextReceived, row: row))
      nextReceived += 1
      if row.isParked { parked.append(row) }
    }
    for event in batch.unparked { parked.removeAll { $0.source == event.source && $0.id == event.id } }
    guard let limit = batch.parkedBefore else { return }
    for row in parked where row.at <= limit { seen[EventID(row)] = nil }
    parked.removeAll { $0.at <= limit }
    let waiting = Set(parked.map { EventID($0) })
    let oldest = Timestamp(milliseconds: batch.time.milliseconds - StoreLimits.seenKept.count)
    seen = seen.filter { $0.value > oldest || waiting.contains($0.key) }
    received.removeAll { seen[EventID($0.row)] == nil }
  }

  private mutating func relay(_ batch: CommitBatch) {
    for cursor in batch.cursors { cursors[cursor.sink] = cursor.position }
    for event in batch.held {
      var places = held[event.sink] ?? []
      if !places.contains(event.place) { places.append(event.place) }
      held[event.sink] = places.sorted()
    }
    for event in batch.released { held[event.sink]?.removeAll { $0 == event.place } }
    for letter in batch.deadLetters {
      deadLetters.removeAll { $0.mark == letter.mark }
      deadLetters.append(letter)
    }
    if !batch.deadLetters.isEmpty { deadLetters.sort { $0.mark < $1.mark } }
    for event in batch.settledLetters {
      deadLetters.removeAll { $0.sink == event.sink && $0.place == event.place }
    }
  }
}

extension MemoryContents {
  /// Looks for what a database would refuse: numbers and keys given twice, a status that cannot follow.
  private func check(_ batch: CommitBatch) throws(StoreError) {
    var statuses: [InstanceID: Status] = [:]
    var newKeys: Set<BusinessKey> = []
    for row in batch.created {
      guard instances[row.id] == nil, statuses.updateValue(row.status, forKey: row.id) == nil else {
        throw StoreError(code: .conflict, message: "instance \(row.id.number) exists")
      }
      guard let text = row.key else { continue }
      let key = BusinessKey(saga: row.saga, key: text)
      guard keys[key] == nil, newKeys.insert(key).inserted else {
        throw StoreError(
          code: .conflict, message: "an instance of \(row.saga) has the key of instance \(row.id.number)")
      }
    }
    for row in batch.updated {
      guard let status = statuses[row.id] ?? instances[row.id]?.status else {
        throw StoreError(code: .conflict, message: "there is no instance \(row.id.number) to change")
      }
      guard status.canBecome(row.status) else {
        throw StoreError(code: .conflict, message: "an instance cannot go from its status to the new one")
      }
      statuses[row.id] = row.status
    }
    try checkJournal(batch)
    try checkInbox(batch)
  }

  private func checkJournal(_ batch: CommitBatch) throws(StoreError) {
    var next = nextPosition
    var sequences: [InstanceID: Set<Int64>] = [:]
    for row in batch.journal {
      guard row.position >= next else {
        throw StoreError(code: .conflict, message: "journal position \(row.position) comes after a later one")
      }
      next = row.position + 1
      let isStored = histories[row.instance]?.contains { journal[$0].sequence == row.sequence }
      guard isStored != true, sequences[row.instance, default: []].insert(row.sequence).inserted else {
        throw StoreError(code: .conflict, message: "instance \(row.instance.number) has a transition \(row.sequence)")
      }
    }
  }

  private func checkInbox(_ batch: CommitBatch) throws(StoreError) {
    var ids: Set<EventID> = []
    for row in batch.inbox {
      let id = EventID(row)
      guard seen[id] == nil, ids.insert(id).inserted else {
        throw StoreError(code: .conflict, message: "an event of that id was stored from \(row.source)")
      }
    }
  }
}
