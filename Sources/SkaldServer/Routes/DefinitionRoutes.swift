internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Which sagas can be started, and taking others into use.
enum DefinitionRoutes {
  static let all = [
    Route(.get, "/v1/definitions", for: .read) { _, api in Reply(list(api)) },
    Route(.post, "/v1/definitions/reload", for: .deploy, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      guard let reload = api.reload else {
        throw Problem(.conflict, "not_possible", "this daemon reads its definitions at its start alone")
      }
      do throws(ReloadError) {
        let new = try await reload(request.client.name)
        return Reply(["definitions": list(api)["definitions"] ?? .null, "new": .array(new.map { .string($0) })])
      } catch {
        throw Problem(.unprocessableContent, error.code, error.message, errors: error.findings)
      }
    },
    Route(.get, "/v1/definitions/:saga", for: .read) { request, api in
      let stored = try await api.engine.storedDefinitions(of: request.segment("saga"))
      return Reply(["definitions": .array(stored.map { $0.summary })])
    },
    Route(.get, "/v1/definitions/:saga/:version", for: .read) { request, api in
      Reply(try await stored(request, api).json)
    },
    Route(.post, "/v1/definitions/:saga/migrate", for: .deploy, body: .required([.json])) { request, api in
      try await migrate(request, api)
    },
    Route(.delete, "/v1/definitions/:saga/:version", for: .deploy) { request, api in
      try await api.engine.deleteDefinition(
        of: request.segment("saga"), version: try version(request), by: request.client.name)
      return Reply(["deleted": true])
    },
    Route(.get, "/v1/definitions/:saga/:version/graph", for: .read, query: ["format"]) { request, api in
      try await draw(request, api)
    },
  ]

  private static func migrate(_ request: APIRequest, _ api: API) async throws -> Reply {
    let body = try request.object(knowing: ["from", "to", "where", "ids", "dryRun", "reason"])
    var plan = SagaEngine.MigrationPlan(
      saga: request.segment("saga"), reason: try body.text("reason") ?? "", by: request.client.name)
    (plan.from, plan.to) = (try body.number("from"), try body.number("to"))
    plan.condition = try body.text("where")
    plan.ids = try body.texts("ids")
    plan.isDryRun = try body.flag("dryRun")
    guard plan.ids == nil || plan.condition == nil else {
      throw Problem.invalid("where", "name instances by `ids`, or by a condition; not both")
    }
    guard plan.isDryRun || !plan.reason.isEmpty else {
      throw Problem.invalid("reason", "say why: it stands in the history")
    }
    let (version, outcomes) = try await api.engine.migrate(plan)
    return Reply([
      "version": .int(Int64(version)), "dryRun": .bool(plan.isDryRun), "instances": .array(outcomes.map(\.json)),
    ])
  }

  private static func stored(_ request: APIRequest, _ api: API) async throws -> StoredDefinition {
    try await api.engine.storedDefinition(of: request.segment("saga"), version: try version(request))
  }

  private static func version(_ request: APIRequest) throws(Problem) -> Int {
    guard let version = Int(request.segment("version")) else {
      throw Problem.invalid("version", "expected a number")
    }
    return version
  }

  private static func draw(_ request: APIRequest, _ api: API) async throws -> Reply {
    guard let draw = api.draw else {
      throw Problem(.conflict, "not_possible", "this daemon cannot draw definitions")
    }
    guard let text = draw(try await stored(request, api).program, request.query["format"] ?? "mermaid") else {
      throw Problem.invalid("format", "expected mermaid or dot")
    }
    return Reply(text: Array(text.utf8), type: "text/plain; charset=utf-8")
  }

  private static func list(_ api: API) -> JSON {
    let programs = api.engine.programs.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
    return ["definitions": .array(programs.map { summary(of: $0) })]
  }

  private static func summary(of program: SagaProgram) -> JSON {
    ["name": .string(program.name), "version": .int(Int64(program.version)), "hash": .string(program.hash)]
  }
}
