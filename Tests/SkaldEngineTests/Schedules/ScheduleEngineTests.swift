import Logging
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Schedules of a running engine", .timeLimit(.minutes(1)))
struct ScheduleEngineTests {
  private static func engine(_ time: ManualTime, _ stores: Stores) -> SagaEngine {
    var options = SagaEngine.Options()
    options.recoveryGrace = Milliseconds(0)
    return SagaEngine(
      [.tick], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: Services(isImmediate: true),
      time: time, options: options, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func set(_ engine: SagaEngine, _ name: String) async throws {
    try await engine.setSchedule(
      name, .init(saga: "tick", input: World.input, cron: "0 * * * *"), by: "ann")
  }

  @Test("nothing fires while the clock is doubted, though time goes by; its confirmation has it made up for")
  func doubtedClock() async throws {
    let start = VirtualRun.epoch.milliseconds
    let hour: Int64 = 3_600_000
    let time = ManualTime(now: start, uptime: 0)
    let (held, sampled, confirmed) = try await withEngine(Self.engine(time, Stores(.memory))) { engine in
      try await Self.set(engine, "hourly")
      time.set(now: start + 10 * hour, uptime: 2 * hour)
      try await Self.set(engine, "other")
      let held = try await engine.schedule("hourly")
      let sampled = try await engine.sample().schedules
      try await engine.confirmClock(by: "ann")
      return (held, sampled, try await engine.schedule("hourly"))
    }
    #expect(held["counts"]?["started"] == 0 && held["counts"]?["missed"] == 0)
    #expect(held["next"]?.array?.first == "2030-01-01T01:00:00.000Z")
    #expect(sampled.map(\.name) == ["hourly", "other"])
    #expect(sampled.first?.counts.started == 0)
    #expect(sampled.map(\.overdue) == [.hours(1), Milliseconds(0)])
    #expect(confirmed["counts"] == ["started": 1, "skipped": 0, "missed": 9, "failed": 0])
    #expect(confirmed["lastAt"] == "2030-01-01T10:00:00.000Z")
  }

  @Test("a time that comes while the engine runs has an instance run to its end")
  func runs() async throws {
    let start = VirtualRun.epoch.milliseconds
    let time = ManualTime(now: start, uptime: 0)
    let instance = try await withEngine(Self.engine(time, Stores(.sqlite))) { engine in
      try await Self.set(engine, "hourly")
      time.set(now: start + 3_600_000, uptime: 3_600_000)
      try await Self.set(engine, "other")
      let id = try await engine.schedule("hourly")["lastInstance"]?.string ?? ""
      return try await engine.waitForEnd(id)
    }
    #expect(instance["status"] == "completed")
    #expect(instance["key"] == "hourly@2030-01-01T01:00:00Z")
  }
}
