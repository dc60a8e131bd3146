internal import JSONSchema
internal import SkaldCore
public import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// How many of the next times are told.
  private static let timesShown = 5

  /// A schedule, and what a request did with it.
  public struct Scheduled: Sendable, Hashable {
    /// The schedule as the API gives it.
    public let schedule: JSON
    /// Whether it is a new one.
    public let isNew: Bool
    /// The public id of the instance that began with the request; nil where none did.
    public let instance: String?
  }

  /// Every schedule as the API gives it, in the order of the names.
  /// - Throws: ``EngineError`` with the code `store_failed`.
  public func schedules() async throws(EngineError) -> [JSON] {
    let store = try await store
    do throws(StoreError) { return try store.reader.schedules().map { json($0, store.mint) } } catch {
      throw .store(error)
    }
  }

  /// One schedule as the API gives it.
  /// - Throws: ``EngineError`` with the codes `unknown_schedule`, `store_failed`.
  public func schedule(_ name: String) async throws(EngineError) -> JSON {
    let store = try await store
    let rows: [ScheduleRow]
    do throws(StoreError) { rows = try store.reader.schedules() } catch { throw .store(error) }
    if let row = rows.first(where: { $0.name == name }) { return json(row, store.mint) }
    let near = nearest(name, among: rows.map(\.name)).map { "; did you mean `\($0)`?" } ?? ""
    throw EngineError(code: .unknownSchedule, message: "there is no schedule `\(name)`\(near)")
  }

  /// Makes a schedule, or changes the one of that name; returns once that is durable. The same again changes nothing.
  /// - Parameters:
  ///   - name: Its name.
  ///   - plan: What shall begin, and when.
  ///   - isPaused: Whether it shall rest; nil for as it did.
  ///   - actor: Who does it.
  /// - Throws: ``EngineError`` with the codes `schedule_invalid`, `not_possible` where there are too many, `store_failed`.
  @discardableResult
  public func setSchedule(
    _ name: String, _ plan: ScheduleRow.Plan, isPaused: Bool? = nil, by actor: String
  ) async throws(EngineError) -> Scheduled {
    try await ask(name, .set(plan, isPaused: isPaused), by: actor)
  }

  /// Deletes a schedule; its instances go on.
  /// - Throws: ``EngineError`` with the codes `unknown_schedule`, `store_failed`.
  public func deleteSchedule(_ name: String, by actor: String) async throws(EngineError) {
    let reply = await desk.ask { ticket in
      queue.push(.schedule(ScheduleRequest(name: name, wish: .delete, by: actor, ticket: ticket)))
    }
    if case .refused(let error) = reply { throw error }
  }

  /// Lets a schedule rest: no time of it fires until it is resumed.
  /// - Throws: ``EngineError`` with the codes `unknown_schedule`, `store_failed`.
  @discardableResult
  public func pauseSchedule(_ name: String, by actor: String) async throws(EngineError) -> Scheduled {
    try await ask(name, .pause, by: actor)
  }

  /// Lets a schedule go on; what its times were while it rested is not made up for.
  /// - Throws: ``EngineError`` with the codes `unknown_schedule`, `store_failed`.
  @discardableResult
  public func resumeSchedule(_ name: String, by actor: String) async throws(EngineError) -> Scheduled {
    try await ask(name, .resume, by: actor)
  }

  /// Begins an instance of a schedule now, beside its times, and also while it rests.
  /// - Throws: ``EngineError`` with the codes `unknown_schedule`, `not_possible` where the last instance is live and the
  ///   schedule does not allow another one beside it, those of ``start(_:input:key:at:)``.
  @discardableResult
  public func triggerSchedule(_ name: String, by actor: String) async throws(EngineError) -> Scheduled {
    try await triggerSchedule(name, by: actor, mark: nil)
  }

  /// The same under a key: once.
  package func triggerSchedule(
    _ name: String, by actor: String, mark: RequestMark?
  ) async throws(EngineError) -> Scheduled {
    try await ask(name, .trigger, by: actor, mark: mark)
  }

  private func ask(
    _ name: String, _ wish: ScheduleRequest.Wish, by actor: String, mark: RequestMark? = nil
  ) async throws(EngineError) -> Scheduled {
    let mint = try await store.mint
    let reply = await desk.ask { ticket in
      queue.push(.schedule(ScheduleRequest(name: name, wish: wish, by: actor, mark: mark, ticket: ticket)))
    }
    switch reply {
    case .scheduled(let row, let uid, let isNew):
      return Scheduled(schedule: json(row, mint), isNew: isNew, instance: uid)
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  private func json(_ row: ScheduleRow, _ mint: IdentityMint) -> JSON {
    let schedule = LiveSchedule(row, zones: setup.options.zones)
    let times =
      row.isPaused
      ? []
      : schedule.calendar.map { calendar in
        calendar.cron.times(after: row.decidedUntil, in: calendar.zone, count: Self.timesShown)
      } ?? []
    let last = row.lastInstance.flatMap { id in row.lastStartedAt.map { mint.uid(of: id, startedAt: $0) } }
    return row.json(next: times, lastInstance: last, fault: schedule.fault)
  }
}
