internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Helping instances on that do not get on by themselves, and ending them.
enum OperatorRoutes {
  /// A verb, and what a request for it says.
  private struct Verb {
    let word: String
    var permission = Permission.operate
    var fields: [String] = []
    /// Whether something is given up, so that the reason must be said.
    var needsReason = false
    /// Whether it is about one step.
    var hasStep = true
  }

  private static let verbs = [
    Verb(word: "retry"), Verb(word: "resolve", fields: ["output"]), Verb(word: "skip", needsReason: true),
    Verb(word: "fail", permission: .administer, fields: ["code"], needsReason: true),
    Verb(word: "edit", permission: .administer, fields: ["input"], needsReason: true),
    Verb(word: "rerun", fields: ["newKey"]),
    Verb(word: "pause", hasStep: false), Verb(word: "resume", hasStep: false),
    Verb(word: "force", permission: .administer, fields: ["evidence"], needsReason: true),
    Verb(word: "abandon", permission: .administer, needsReason: true),
    Verb(word: "compensate", hasStep: false),
    Verb(word: "terminate", permission: .administer, needsReason: true, hasStep: false),
  ]

  static let all = verbs.map { verb in
    Route(.post, "/v1/instances/:id/\(verb.word)", for: verb.permission, body: .optional([.json])) { request, api in
      try await operate(verb, request, api)
    }
  }

  private static func operate(_ verb: Verb, _ request: APIRequest, _ api: API) async throws -> Reply {
    let id = request.segment("id")
    let body = try request.object(knowing: ["reason"] + (verb.hasStep ? ["step"] : []) + verb.fields)
    var reason = try body.text("reason") ?? ""
    if let evidence = try body.text("evidence") { reason = reason.isEmpty ? evidence : reason }
    if verb.needsReason, reason.isEmpty {
      throw Problem.invalid("reason", "say why: it stands in the history")
    }
    var act = SagaEngine.Act(verb.word, step: try body.text("step"), reason: reason, by: request.client.name)
    act.output = body["output"]
    act.input = body["input"]
    act.code = try body.text("code")
    act.newKey = try body.flag("newKey")
    act.mark = request.mark
    let done = try await api.engine.operate(id, act)
    guard var instance = try await api.engine.instance(id).object else {
      throw Problem(.internalServerError, "internal", "an instance is no object")
    }
    if verb.word == "terminate" { instance["residue"] = .array(done.residue.map { .string($0) }) }
    return Reply(.object(instance), status: verb.word == "compensate" ? .accepted : .ok)
  }
}
