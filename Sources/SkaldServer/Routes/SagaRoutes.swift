internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Starting sagas.
enum SagaRoutes {
  static let all = [
    Route(.post, "/v1/sagas/:saga/instances", query: ["key"], body: .required([.json]), beginsUnderKey: true) {
      request, api in
      try await start(request, api)
    }
  ]

  private static func start(_ request: APIRequest, _ api: API) async throws -> Reply {
    let wait = try Preference.wait(in: request.field("Prefer"))
    let saga = request.segment("saga")
    let started = try await api.engine.start(saga, input: try request.json(), key: try key(request, saga, api))
    var fields: HTTPFields = [.location: "/v1/instances/\(started.id)"]
    let instance: JSON
    if let wait {
      fields.set("Preference-Applied", "wait=\(wait)")
      instance = try await api.engine.waitForEnd(started.id, timeout: .seconds(wait))
    } else {
      instance = try await api.engine.instance(started.id)
    }
    return Reply(instance, status: started.isNew ? .created : .ok, fields: fields)
  }

  /// The key of the query; where the definition computes none, `Idempotency-Key` will do as well.
  private static func key(_ request: APIRequest, _ saga: String, _ api: API) throws(Problem) -> String? {
    let computesKey = api.engine.programs.contains { $0.name == saga && $0.key != nil }
    let key = request.query["key"] ?? (computesKey ? nil : request.field("Idempotency-Key"))
    guard let key else { return nil }
    guard (1...Limits.keyLengthMax).contains(key.utf8.count) else {
      throw Problem.invalid("key", "expected 1 to \(Limits.keyLengthMax) bytes")
    }
    return key
  }
}

/// The `Prefer` field ([RFC 7240](https://www.rfc-editor.org/rfc/rfc7240)), as far as it matters.
enum Preference {
  /// How many seconds the client is willing to wait; nil where it does not say.
  static func wait(in field: String?) throws(Problem) -> Int64? {
    for preference in (field ?? "").split(separator: ",") {
      let parts = preference.filter { $0 != " " && $0 != "\"" }.split(separator: "=", maxSplits: 1)
      guard parts.first?.lowercased() == "wait" else { continue }
      guard parts.count == 2, let seconds = Int64(parts[1]), seconds >= 0 else {
        throw Problem.invalid("Prefer", "expected a number of seconds, such as wait=30")
      }
      return min(seconds, Limits.waitMax)
    }
    return nil
  }
}
