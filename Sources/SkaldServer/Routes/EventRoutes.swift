import JSONSchema
internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Events that come in.
enum EventRoutes {
  static let all = [
    Route(
      .post, "/v1/events", for: .operate, body: .required([.json, .cloudEvent, .cloudEventBatch])
    ) { request, api in
      try await receive(request, api)
    }
  ]

  /// Stores events. All are read before the first is stored; a repeat of the request does no harm.
  private static func receive(_ request: APIRequest, _ api: API) async throws -> Reply {
    let events = try InboundEvents.read(request)
    var stored = 0
    for (index, inbound) in events.enumerated() {
      do throws(EngineError) {
        if try await api.engine.send(inbound.event, from: inbound.source) { stored += 1 }
      } catch {
        throw Problem(located(error, at: inbound.path, index))
      }
    }
    return Reply(
      ["stored": .int(Int64(stored)), "duplicates": .int(Int64(events.count - stored))],
      status: stored == 0 && !events.isEmpty ? .ok : .accepted)
  }

  /// The engine speaks of the data; the client knows a whole request.
  private static func located(_ error: EngineError, at path: String, _ index: Int) -> EngineError {
    var error = error
    error.errors = error.errors.map { violation in
      let rest = violation.path.isEmpty || violation.path.hasPrefix("[") ? violation.path : "." + violation.path
      return SchemaViolation(path: "\(path)data\(rest)", message: violation.message)
    }
    return error
  }
}
