internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Starting sagas.
enum SagaRoutes {
  static let all = [
    Route(
      .post, "/v1/sagas/:saga/instances", for: .operate, query: ["key", "at", "delay", "label"],
      body: .required([.json]), beginsUnderKey: true
    ) {
      request, api in
      try await start(request, api)
    }
  ]

  private static func start(_ request: APIRequest, _ api: API) async throws -> Reply {
    let wait = try Preference.wait(in: request.field("Prefer"))
    let saga = request.segment("saga")
    let started = try await api.engine.start(
      saga, input: try request.json(), key: try key(request, saga, api),
      at: try time(request), labels: try request.labels())
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

  /// When the saga shall begin, where the query says so.
  private static func time(_ request: APIRequest) throws(Problem) -> StartTime? {
    switch (request.query["at"], request.query["delay"]) {
    case (nil, nil): return nil
    case (let text?, nil):
      guard let time = Timestamp(text: text) else {
        throw Problem.invalid("at", "expected a time such as 2030-01-31T12:00:00Z")
      }
      return .at(time)
    case (nil, let text?):
      guard let length = Milliseconds(text: text) else { throw Problem.invalid("delay", "expected a time such as 30s") }
      return .after(length)
    case (_?, _?): throw Problem.invalid("delay", "expected one of `at` and `delay`")
    }
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
