internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// Choreographed flows, each as one over all its participants.
enum FlowRoutes {
  static let all = [
    Route(.get, "/v1/flows", for: .read) { _, api in
      Reply(["choreographies": .array(api.engine.choreographies.map { .string($0) })])
    },
    Route(.get, "/v1/flows/:choreography", for: .read, query: ["limit", "after"]) { request, api in
      let name = request.segment("choreography")
      let page = try await api.engine.flows(name, limit: try request.limit(), after: request.query["after"])
      var fields: HTTPFields = [:]
      if let next = page.next { fields.set("Link", request.link("/v1/flows/\(name)", after: next)) }
      return Reply(page.json, fields: fields)
    },
    Route(.get, "/v1/flows/:choreography/:key", for: .read, query: ["scope"]) { request, api in
      let (own, others) = try await flow(request, api, "")
      let parts = (own.map { [$0.json] } ?? []) + others.parts
      return Reply(FlowMerge(parts, unreachable: others.unreachable).json)
    },
    Route(.get, "/v1/flows/:choreography/:key/history", for: .read, query: ["scope"]) { request, api in
      let (own, others) = try await flow(request, api, "/history")
      let mine = own.map { own -> JSON in ["status": .string(own.status.rawValue), "events": own.historyJSON] }
      return Reply(FlowMerge((mine.map { [$0] } ?? []) + others.parts, unreachable: others.unreachable).history)
    },
  ]

  /// What this daemon knows of a flow, and what its peers do; nobody is asked for a part that is asked for by a peer.
  private static func flow(
    _ request: APIRequest, _ api: API, _ detail: String
  ) async throws -> (own: FlowView?, others: (parts: [JSON], unreachable: [String])) {
    let (choreography, key) = (request.segment("choreography"), request.segment("key"))
    switch request.query["scope"] {
    case nil where !api.peers.isEmpty: break
    case nil, "here": return (try await api.engine.flow(choreography, key: key), ([], []))
    default: throw Problem.invalid("scope", "expected `here`, or nothing")
    }
    let path = "/v1/flows/\(choreography.queryEncoded)/\(key.queryEncoded)\(detail)?scope=here"
    async let others = api.peers.ask(path)
    do throws(EngineError) {
      return (try await api.engine.flow(choreography, key: key), await others)
    } catch {
      // The others may have heard of it before this one does.
      guard error.code == .unknownInstance, await !others.parts.isEmpty else { throw error }
      return (nil, await others)
    }
  }
}
