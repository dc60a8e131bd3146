import SkaldCore
import SkaldRuntime
import SkaldValue

/// What people do with schedules.
extension Kernel {
  /// Takes up the schedules of the store.
  func loadSchedules() throws(StoreError) {
    for row in try reader.schedules() {
      schedules.set(LiveSchedule(row, zones: options.zones), named: row.name)
    }
    schedules.keep()
  }

  /// Tells of schedules whose expression or zone this computer does not know; they stand still. After a restore all
  /// rest: what their times of meanwhile began is not in the database.
  func recoverSchedules() {
    for name in schedules.names {
      guard let schedule = schedules[name] else { continue }
      if let fault = schedule.fault { note("it stands still: \(fault)", of: name) }
      guard claim.isRestored, !schedule.row.isPaused else { continue }
      var row = schedule.row
      row.isPaused = true
      keep(row)
      note("it rests since the database was restored: resume it once it is clear what was done", of: name)
    }
  }

  /// Does what somebody wants of a schedule.
  func takeUp(_ request: ScheduleRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: ScheduleRequest) throws(StoreError) -> Reply {
    if case .set(let plan, let isPaused) = request.wish { return set(request, plan, isPaused: isPaused) }
    guard var row = schedules[request.name]?.row else {
      let near = nearest(request.name, among: schedules.names).map { "; did you mean `\($0)`?" } ?? ""
      let message = "there is no schedule `\(request.name)`\(near)"
      return .refused(EngineError(code: .unknownSchedule, message: message))
    }
    switch request.wish {
    case .trigger: return try triggerOnce(row, request)
    case .delete:
      schedules.set(nil, named: row.name)
      batch.schedules.append(.dropped(name: row.name))
      batch.incidents.append(.closed(nil, kind: IncidentKinds.schedule, step: row.name))
      audit("delete-schedule", of: row.name, by: request.by)
      return .decided
    case .set, .pause:
      guard !row.isPaused else { return .scheduled(row, uid: nil, isNew: false) }
      row.isPaused = true
      return change(row, "pause-schedule", request)
    case .resume:
      guard row.isPaused else { return .scheduled(row, uid: nil, isNew: false) }
      row.isPaused = false
      row.decidedUntil = now
      row.waiting = nil
      batch.incidents.append(.closed(nil, kind: IncidentKinds.schedule, step: row.name))
      return change(row, "resume-schedule", request)
    }
  }

  private func change(_ row: ScheduleRow, _ action: String, _ request: ScheduleRequest) -> Reply {
    var row = row
    row.changedAt = now
    row.changedBy = request.by
    keep(row)
    audit(action, of: row.name, by: request.by)
    return .scheduled(schedules[row.name]?.row ?? row, uid: nil, isNew: false)
  }

  private func set(_ request: ScheduleRequest, _ plan: ScheduleRow.Plan, isPaused: Bool?) -> Reply {
    if let fault = fault(of: plan, named: request.name) { return .refused(fault) }
    let old = schedules[request.name]?.row
    var row = old ?? ScheduleRow(name: request.name, plan: plan, at: now, by: request.by)
    row.plan = plan
    row.isPaused = isPaused ?? row.isPaused
    if let old, old == row { return .scheduled(row, uid: nil, isNew: false) }
    // Times of another calendar, and those of a rest, are nobody's.
    let isOther = old?.plan.cron != plan.cron || old?.plan.zone != plan.zone
    let isResumed = old?.isPaused == true && !row.isPaused
    if isOther || isResumed { row.decidedUntil = now }
    if isResumed || plan.overlap != .buffer { row.waiting = nil }
    row.changedAt = now
    row.changedBy = request.by
    keep(row)
    batch.incidents.append(.closed(nil, kind: IncidentKinds.schedule, step: row.name))
    audit(
      "set-schedule", of: row.name, by: request.by,
      detail: [
        "saga": .string(plan.saga), "cron": .string(plan.cron), "zone": .string(plan.zone),
        "overlap": .string(plan.overlap.rawValue), "paused": .bool(row.isPaused),
      ])
    return .scheduled(schedules[row.name]?.row ?? row, uid: nil, isNew: old == nil)
  }

  /// A request under a key gets the reply of the first time, and begins nothing more.
  private func triggerOnce(_ row: ScheduleRow, _ request: ScheduleRequest) throws(StoreError) -> Reply {
    if let mark = request.mark, let uid = try outcome(of: mark)?["instance"]?.string {
      return .scheduled(row, uid: uid, isNew: false)
    }
    if row.plan.overlap != .allow, isBusy(row) {
      let message = "its last instance is live, and the schedule lets no two of them be"
      return .refused(EngineError(code: .notPossible, message: message))
    }
    var row = row
    // A request is told why nothing began; it is no incident.
    let open = batch.incidents
    switch try begin(&row, for: now) {
    case .failure(let error):
      batch.incidents = open
      return .refused(error)
    case .success(let uid):
      keep(row)
      audit("trigger-schedule", of: row.name, by: request.by, detail: ["instance": .string(uid)])
      if let mark = request.mark { note(["instance": .string(uid)], of: mark) }
      return .scheduled(schedules[row.name]?.row ?? row, uid: uid, isNew: false)
    }
  }
}
