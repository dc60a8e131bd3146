internal import HTTPTypes
internal import SkaldCore
internal import SkaldValue

/// Which sagas can be started.
enum DefinitionRoutes {
  static let all = [
    Route(.get, "/v1/definitions") { _, api in
      let programs = api.programs.sorted { ($0.name, $0.version) < ($1.name, $1.version) }
      return Reply(["definitions": .array(programs.map { summary(of: $0) })])
    }
  ]

  private static func summary(of program: SagaProgram) -> JSON {
    ["name": .string(program.name), "version": .int(Int64(program.version)), "hash": .string(program.hash)]
  }
}
