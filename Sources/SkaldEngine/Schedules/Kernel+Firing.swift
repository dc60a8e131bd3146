import SkaldCore
import SkaldRuntime
import SkaldValue

/// What schedules do by themselves.
extension Kernel {
  /// How many schedules fire in one batch; the others follow in the next.
  private static let schedulesPerBatchMax = 256
  /// How often it is looked whether the time is certain again.
  private static let doubtedClockDelay = Milliseconds.seconds(10)

  /// When a schedule has something to do; nil for never.
  var nextSchedule: Timestamp? {
    let isReady = schedules.waiting.contains { schedules[$0].map { !isBusy($0.row) } ?? false }
    guard let wake = isReady ? lastTime : schedules.wake else { return nil }
    return schedules.isHeld ? lastTime + Self.doubtedClockDelay : max(wake, timersHeldUntil)
  }

  /// Begins the instances whose time has come.
  func fireSchedules() throws(StoreError) {
    guard !schedules.isHeld, now >= timersHeldUntil else { return }
    for name in schedules.waiting {
      guard var row = schedules[name]?.row, let time = row.waiting, !row.isPaused, !isBusy(row) else { continue }
      row.waiting = nil
      _ = try begin(&row, for: time)
      keep(row)
    }
    guard let wake = schedules.wake, wake <= now else { return }
    for name in schedules.due(at: now, limit: Self.schedulesPerBatchMax) {
      if let schedule = schedules[name] { try fire(schedule) }
    }
  }

  /// Whether the instance of an earlier time is live.
  func isBusy(_ row: ScheduleRow) -> Bool {
    guard let number = row.lastInstance?.number else { return false }
    if let instance = live[number] { return !instance.state.status.isTerminal }
    return slots[number] != nil
  }

  /// Has a schedule be so with this batch.
  func keep(_ row: ScheduleRow) {
    let schedule = LiveSchedule(row, zones: options.zones)
    schedules.set(schedule, named: row.name)
    batch.schedules.append(.kept(schedule.row))
  }

  /// Decides on every time that came: with the instances that begin, in one commit.
  private func fire(_ schedule: LiveSchedule) throws(StoreError) {
    let due = schedule.due(at: now)
    var row = schedule.row
    row.decidedUntil = now
    row.counts.missed += due.missed
    for time in due.times {
      if row.plan.overlap == .allow || !isBusy(row) {
        _ = try begin(&row, for: time)
      } else if row.plan.overlap == .buffer, row.waiting == nil {
        row.waiting = time
      } else {
        row.counts.skipped += 1
      }
    }
    keep(row)
  }

  /// Begins the instance of a time. One that cannot begin is counted, and somebody is told; the schedule goes on.
  func begin(_ row: inout ScheduleRow, for time: Timestamp) throws(StoreError) -> Result<String, EngineError> {
    let id = InstanceID(nextInstance)
    let result = try beginning(of: row, for: time)
    switch result {
    case .success:
      row.counts.started += 1
      row.lastAt = time
      row.lastInstance = id
      row.lastStartedAt = now
      batch.incidents.append(.closed(nil, kind: IncidentKinds.schedule, step: row.name))
    case .failure(let error):
      row.counts.failed += 1
      note("nothing began for \(time.text): \(error)", of: row.name)
    }
    return result
  }

  /// Tells somebody what is the matter with a schedule.
  func note(_ message: String, of name: String) {
    let incident = Incident(kind: IncidentKinds.schedule, step: name, message: message, blocks: false)
    batch.incidents.append(.opened(nil, incident, at: now))
  }

  private func beginning(
    of row: ScheduleRow, for time: Timestamp
  ) throws(StoreError) -> Result<String, EngineError> {
    let input = row.input(at: time)
    let definition: Definition
    let key: String?
    do throws(EngineError) {
      definition = try startable(row.plan.saga)
      key = try startKey(
        definition, input: input, given: definition.program.key == nil ? row.key(at: time) : nil)
    } catch {
      return .failure(error)
    }
    if let key, try existing(definition, key: key) != nil {
      return .failure(
        EngineError(code: .inputMismatch, message: "the key `\(key)` stands for an instance that began before"))
    }
    let hash = hashOfInput(input)
    switch try begin(definition, input: input, key: key, hash: hash, trigger: nil) {
    case .began(let uid): return .success(uid)
    case .lockedOut(let name, let held):
      guard let length = definition.lockWait(of: name) else {
        return .failure(EngineError(code: .entityLocked, message: held.message))
      }
      let wait = StartWait.entity(since: now, until: now + length)
      let instance = try schedule(definition, input: input, key: key, hash: hash, wait)
      locks.wait(.instance(instance.id.number), for: name)
      return .success(instance.state.start.uid)
    }
  }
}
