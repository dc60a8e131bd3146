internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// Helping instances on that do not get on by themselves, and ending them.
enum OperatorRoutes {
  /// A verb, and what a request for it says.
  private struct Verb {
    let word: String
    var fields: [String] = []
    /// Whether something is given up, so that the reason must be said.
    var needsReason = false
    /// Whether it is about one step.
    var hasStep = true
  }

  private static let verbs = [
    Verb(word: "retry"), Verb(word: "resolve", fields: ["output"]), Verb(word: "skip", needsReason: true),
    Verb(word: "fail", fields: ["code"], needsReason: true),
    Verb(word: "force", fields: ["evidence"], needsReason: true), Verb(word: "abandon", needsReason: true),
    Verb(word: "compensate", hasStep: false), Verb(word: "terminate", needsReason: true, hasStep: false),
  ]

  static let all = verbs.map { verb in
    Route(.post, "/v1/instances/:id/\(verb.word)", body: .optional([.json])) { request, api in
      try await operate(verb, request, api)
    }
  }

  private static func operate(_ verb: Verb, _ request: APIRequest, _ api: API) async throws -> Reply {
    let id = request.segment("id")
    let body = try fields(of: request, knowing: ["reason"] + (verb.hasStep ? ["step"] : []) + verb.fields)
    var reason = try text(body["reason"], "reason") ?? ""
    if let evidence = try text(body["evidence"], "evidence") { reason = reason.isEmpty ? evidence : reason }
    if verb.needsReason, reason.isEmpty {
      throw Problem.invalid("reason", "say why: it stands in the history")
    }
    let done = try await api.engine.operate(
      verb.word, id, step: try text(body["step"], "step"), output: body["output"], code: try text(body["code"], "code"),
      reason: reason, by: "api")
    guard var instance = try await api.engine.instance(id).object else {
      throw Problem(.internalServerError, "internal", "an instance is no object")
    }
    if verb.word == "terminate" { instance["residue"] = .array(done.residue.map { .string($0) }) }
    return Reply(.object(instance), status: verb.word == "compensate" ? .accepted : .ok)
  }

  private static func fields(of request: APIRequest, knowing names: [String]) throws(Problem) -> JSONObject {
    guard !request.body.isEmpty else { return JSONObject() }
    guard let object = try request.json().object else { throw Problem.invalid("", "expected an object") }
    for name in object.names where !names.contains(name) {
      throw Problem.invalid(name, "unknown field; known are: \(names.joined(separator: ", "))")
    }
    return object
  }

  private static func text(_ value: JSON?, _ name: String) throws(Problem) -> String? {
    guard let value else { return nil }
    guard let text = value.string else { throw Problem.invalid(name, "expected string, found \(value.kind)") }
    return text
  }
}
