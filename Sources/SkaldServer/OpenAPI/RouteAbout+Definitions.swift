internal import SkaldValue

extension RouteAbout {
  /// The definitions in use, and those that are stored.
  static let definitions: [String: RouteAbout] = [
    "GET /v1/definitions": RouteAbout(
      name: "listDefinitions", summary: "List the sagas that can be started.",
      answers: [
        Answer(
          status: 200, summary: "the sagas", schema: .object(["definitions": .list(of: .shape("Definition"))]))
      ]),
    "POST /v1/definitions/reload": RouteAbout(
      name: "reloadDefinitions", summary: "Read the folder of the definitions again.",
      body: .object([:], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "they are in use",
          schema: .object(["definitions": .list(of: .shape("Definition")), "new": .list(of: .textShape)]))
      ], problems: [409, 422]),
    "GET /v1/definitions/:saga": RouteAbout(
      name: "listVersions", summary: "List the stored versions of a saga.",
      answers: [
        Answer(
          status: 200, summary: "the versions",
          schema: .object(["definitions": .list(of: .shape("StoredDefinition"))]))
      ], problems: [404]),
    "GET /v1/definitions/:saga/:version": RouteAbout(
      name: "getDefinition", summary: "Show a stored version of a saga.",
      answers: [Answer(status: 200, summary: "the version with all that it does", schema: .shape("StoredDefinition"))],
      problems: [404]),
    "POST /v1/definitions/:saga/migrate": RouteAbout(
      name: "migrateInstances",
      summary: "Let live instances follow another version, where they have not reached what changed.",
      body: .object(
        [
          "from": .countShape, "to": .countShape, "where": .textShape, "ids": .list(of: .textShape),
          "dryRun": .flagShape, "reason": .textShape,
        ], optional: ["from", "to", "where", "ids", "dryRun", "reason"], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "what became of each",
          schema: .object([
            "version": .countShape, "dryRun": .flagShape, "instances": .list(of: .shape("Migration")),
          ]))
      ], problems: [404]),
    "DELETE /v1/definitions/:saga/:version": RouteAbout(
      name: "deleteDefinition", summary: "Forget a stored version that no instance needs.",
      answers: [Answer(status: 200, summary: "it is gone", schema: .object(["deleted": .flagShape]))],
      problems: [404, 409]),
    "GET /v1/definitions/:saga/:version/graph": RouteAbout(
      name: "drawDefinition", summary: "Draw a stored version, as text in Mermaid or in the language of Graphviz.",
      answers: [Answer(status: 200, summary: "the drawing", type: "text/plain", schema: .textShape)],
      problems: [404, 409]),
  ]
}
