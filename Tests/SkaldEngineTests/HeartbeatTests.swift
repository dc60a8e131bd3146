import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

@Suite("Heartbeats", .timeLimit(.minutes(2)))
struct HeartbeatTests {
  /// One call whose handler has to report each 300 ms, long before its time limit.
  static let program = SagaProgram(
    name: "long", version: 1, input: .any, key: nil, startedBy: nil, entities: [],
    operations: [SkaldCore.Operation(name: "video.encode")], events: [],
    steps: [Step(name: "encode", path: "encode")],
    nodes: [
      Node(
        .invoke(
          Invoke(
            step: StepID(0),
            call: CallPlan(
              operation: OperationID(0), arguments: .literal(.object(JSONObject())), policy: PolicyID(0)))),
        next: NodeID(1)), Node(.finish),
    ], entry: NodeID(0), outcome: Outcome(), output: nil,
    tuning: Tuning(policies: [
      CallPolicy(
        timeout: .hours(1), heartbeat: Milliseconds(300),
        retry: RetryPolicy(attempts: 3, wait: Milliseconds(1), factor: 1, max: Milliseconds(1), hasJitter: false))
    ]))

  static func run(_ handlers: Handlers) async throws -> (status: JSON?, attempts: JSON?) {
    let stores = Stores(.memory)
    let engine = SagaEngine(
      [program], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: handlers)
    let instance = try await withEngine(engine) { engine in
      let started = try await engine.start("long", input: .object(JSONObject()))
      return try await engine.waitForEnd(started.id)
    }
    return (instance["status"], instance["steps"]?.array?.first?["attempts"])
  }

  @Test("a handler that hangs is given up long before its time limit, and tried again")
  func hangs() async throws {
    var handlers = Handlers()
    handlers.on("video.encode") { (_: JSON, call: Call) -> Void in
      if call.attempt == 1 { try await Task.sleep(for: .seconds(3600)) }
    }
    let ended = try await Self.run(handlers)
    #expect(ended.status == "completed")
    #expect(ended.attempts == 2)
  }

  @Test("a handler that reports may take longer than the time between two reports")
  func reports() async throws {
    var handlers = Handlers()
    handlers.on("video.encode") { (_: JSON, call: Call) -> Void in
      for _ in 1...40 {
        try call.heartbeat()
        try await Task.sleep(for: .milliseconds(25))
      }
    }
    let ended = try await Self.run(handlers)
    #expect(ended.status == "completed")
    #expect(ended.attempts == 1)
  }
}
