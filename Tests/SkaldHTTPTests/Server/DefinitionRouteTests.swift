import NIOHTTP1
import SkaldCore
import SkaldEngine
import SkaldValue
import Testing

@Suite("Stored definitions over HTTP", .timeLimit(.minutes(1)))
struct DefinitionRouteTests {
  @Test("the versions of a saga are listed with the instances that follow them")
  func versions() async throws {
    let answer = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      return try await daemon.call(.GET, "/v1/definitions/order")
    }
    #expect(answer.status == 200)
    let versions = answer.body["definitions"]?.array ?? []
    #expect(versions.map { $0["version"] } == [3])
    #expect(versions.first?["active"] == true)
    #expect(versions.first?["instances"] == 1)
    #expect(versions.first?["hash"]?.string?.count == 64)
  }

  @Test("a stored version tells its steps, with expressions as they were written")
  func show() async throws {
    let body = try await Daemon.run { try await $0.call(.GET, "/v1/definitions/order/3").body }
    let steps = body["steps"]?.array ?? []
    #expect(steps.map { $0["name"] } == ["charge", "released", "ship", "delivered"])
    #expect(steps.map { $0["kind"] } == ["call", "wait", "call", "wait"])
    #expect(steps.first?["operation"] == "payment.charge")
    #expect(steps.first?["arguments"] == ["orderId": "${input.orderId}"])
    #expect(body["key"] == "order-${input.orderId}")
    #expect(body["events"]?.array?.first?["name"] == "order.released.v1")
    #expect(body["input"]?["properties"]?["orderId"]?["type"] == "integer")
  }

  @Test("a stored version is drawn", arguments: [("", "flowchart TD"), ("?format=dot", "digraph \"order v3\"")])
  func graph(query: String, expected: String) async throws {
    let drawn = try await Daemon.run { try await $0.fetch("/v1/definitions/order/3/graph\(query)") }
    #expect(drawn.text.contains(expected))
    #expect(drawn.text.contains("payment.charge"))
    #expect(drawn.type == "text/plain; charset=utf-8")
  }

  @Test(
    "what is not stored is told",
    arguments: [
      ("nothing", 404, "unknown_saga"), ("nothing/1", 404, "unknown_saga"), ("order/2", 404, "unknown_version"),
      ("order/x", 400, "input_invalid"), ("order/3/graph?format=svg", 400, "input_invalid"),
      ("order/2/graph", 404, "unknown_version"),
    ])
  func unknown(path: String, status: Int, code: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.GET, "/v1/definitions/\(path)") }
    #expect(answer.status == status)
    #expect(answer.code == code)
  }

  @Test("a version in use is not deleted, one that nothing needs is")
  func delete() async throws {
    let (before, gone, missing) = try await Daemon.run { daemon in
      let before = try await daemon.call(.DELETE, "/v1/definitions/note/1")
      _ = try await daemon.engine.deploy(TestSagas.programs.filter { $0.name == "order" }, by: "ann")
      let gone = try await daemon.call(.DELETE, "/v1/definitions/note/1")
      return (before, gone, try await daemon.call(.GET, "/v1/definitions/note"))
    }
    #expect(before.status == 409)
    #expect(before.code == "definition_in_use")
    #expect(gone.status == 200)
    #expect(gone.body == ["deleted": true])
    #expect(missing.code == "unknown_saga")
  }

  @Test("instances go over to another version, a dry run first")
  func migrate() async throws {
    let (dry, done, instance) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      try await daemon.engine.deploy(TestSagas.programs.map { $0.name == "order" ? $0.nextVersion : $0 }, by: "ann")
      let path = "/v1/definitions/order/migrate"
      let dry = try await daemon.call(.POST, path, #"{"dryRun": true, "where": "status == \"running\""}"#)
      let done = try await daemon.call(.POST, path, #"{"to": 4, "ids": ["\#(id)"], "reason": "a test"}"#)
      return (dry, done, try await daemon.call(.GET, "/v1/instances/\(id)"))
    }
    #expect(dry.body["version"] == 4)
    #expect(dry.body["instances"]?.array?.map { $0["possible"] } == [true])
    #expect(dry.body["instances"]?.array?.map { $0["migrated"] } == [false])
    #expect(done.body["instances"]?.array?.map { $0["migrated"] } == [true])
    #expect(instance.body["version"] == 4)
    #expect(instance.body["steps"]?.array?.first?["output"] == ["paymentId": "p-1"])
  }

  @Test(
    "a migration that says too little or too much is refused",
    arguments: [
      ("order", #"{"to": 3}"#, 400, "input_invalid"), ("order", #"{"to": 9, "dryRun": true}"#, 404, "unknown_version"),
      ("order", #"{"ids": [1], "dryRun": true}"#, 400, "input_invalid"),
      ("order", #"{"to": "3", "dryRun": true}"#, 400, "input_invalid"),
      ("order", #"{"ids": [], "where": "true", "dryRun": true}"#, 400, "input_invalid"),
      ("order", #"{"where": "colour", "dryRun": true}"#, 400, "input_invalid"),
      ("nothing", #"{"dryRun": true}"#, 404, "unknown_saga"),
    ])
  func badMigration(saga: String, body: String, status: Int, code: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, "/v1/definitions/\(saga)/migrate", body) }
    #expect(answer.status == status)
    #expect(answer.code == code)
  }
}

extension SagaProgram {
  fileprivate var nextVersion: SagaProgram {
    var program = self
    program.version += 1
    return program
  }
}
