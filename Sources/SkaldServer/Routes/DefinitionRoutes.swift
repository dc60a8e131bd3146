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
  ]

  private static func list(_ api: API) -> JSON {
    let programs = api.engine.programs.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
    return ["definitions": .array(programs.map { summary(of: $0) })]
  }

  private static func summary(of program: SagaProgram) -> JSON {
    ["name": .string(program.name), "version": .int(Int64(program.version)), "hash": .string(program.hash)]
  }
}
