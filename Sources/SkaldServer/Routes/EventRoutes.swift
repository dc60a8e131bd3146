import JSONSchema
internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Events that come in.
enum EventRoutes {
  static let all = [
    Route(
      .post, "/v1/events", for: .operate, query: ["scope"], body: .required([.json, .cloudEvent, .cloudEventBatch])
    ) { request, api in
      try await receive(request, api)
    }
  ]

  /// Stores events, and has the other daemons of a flow store them. All are read before the first is stored; a repeat of
  /// the request does no harm.
  private static func receive(_ request: APIRequest, _ api: API) async throws -> Reply {
    if let verify = api.verifyEvents { try check(request, verify) }
    let isForAll = try isForAll(request)
    let events = try InboundEvents.read(request)
    var stored = 0
    for (index, inbound) in events.enumerated() {
      do throws(EngineError) {
        if try await api.engine.send(inbound.event, from: inbound.source, attributes: inbound.attributes) {
          stored += 1
        }
      } catch {
        throw Problem(located(error, at: inbound.path, index))
      }
    }
    if isForAll, !events.isEmpty { try await handOn(events, api) }
    return Reply(
      ["stored": .int(Int64(stored)), "duplicates": .int(Int64(events.count - stored))],
      status: stored == 0 && !events.isEmpty ? .ok : .accepted)
  }

  /// What comes from outside is for all daemons of a flow, whichever is asked; what comes from one of them is not.
  private static func isForAll(_ request: APIRequest) throws(Problem) -> Bool {
    switch request.query["scope"] {
    case nil: return true
    case "here": return false
    default: throw Problem.invalid("scope", "expected `here`, or nothing")
    }
  }

  private static func handOn(_ events: [InboundEvents.Inbound], _ api: API) async throws(Problem) {
    let (refused, away) = await api.peers.send(events.map(\.cloudEvent))
    guard away.isEmpty else {
      throw Problem(
        .serviceUnavailable, "peers_unreachable",
        "not all daemons have it: \(away.joined(separator: "; ")); send it again, a repeat does no harm")
    }
    guard refused.isEmpty else {
      throw Problem(
        .badGateway, "peers_refused",
        "not all daemons take it, however often it is sent: \(refused.joined(separator: "; "))")
    }
  }

  /// The signature is looked at before anything else of the body.
  private static func check(_ request: APIRequest, _ verify: SagaServer.Options.Verify) throws(Problem) {
    guard let id = request.field("webhook-id"), let time = request.field("webhook-timestamp"),
      let signatures = request.field("webhook-signature")
    else {
      throw Problem(
        .unauthorized, "signature_missing",
        "events must be signed: expected the fields webhook-id, webhook-timestamp and webhook-signature")
    }
    guard verify(id, time, signatures, request.body) else {
      throw Problem(
        .unauthorized, "signature_invalid", "the signature is not of a secret known here, or older than five minutes")
    }
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
