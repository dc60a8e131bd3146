internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// Answers of calls whose services said that they answer later.
enum CallbackRoutes {
  static let all = [
    Route(.post, "/v1/callbacks/:token", for: .capability, body: .optional([.json])) { request, api in
      let result = try result(request)
      do throws(EngineError) {
        let counts = try await api.engine.complete(request.segment("token"), result)
        return Reply(["counts": .bool(counts)])
      } catch {
        var problem = Problem(error)
        // Whoever sends this does not know the instance: what it answers is gone.
        if error.code == .alreadyEnded { problem.status = .gone }
        throw problem
      }
    }
  ]

  /// What the service would have answered at once: the body is the result, or `{"refused": CODE}`.
  private static func result(_ request: APIRequest) throws(Problem) -> CallResult {
    // `nil` alone would be the JSON null.
    let body: JSON? = request.body.isEmpty ? JSON?.none : try request.json()
    switch request.field("Skald-Result")?.lowercased() {
    case "pending": return .pending
    case "tombstoned": return .refused(code: Failure.tombstoned, message: "the undo came first")
    case "retry":
      return .retryable(
        effect: .unknown, notBefore: request.field("Retry-After").flatMap { Int64($0) }.map { .seconds($0) },
        message: text(body, "message"))
    case "ok": return .ok(body)
    case nil: break
    default:
      throw Problem.invalid("Skald-Result", "expected one of ok, pending, retry, tombstoned, or no such field")
    }
    guard let code = body?["refused"]?.string else { return .ok(body) }
    return .refused(code: code, message: text(body, "message"))
  }

  private static func text(_ body: JSON?, _ name: String) -> String {
    String((body?[name]?.string ?? "").prefix(Handlers.messageLengthMax))
  }
}
