internal import HTTPTypes
internal import Logging
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue
internal import Synchronization

/// Requests that come under an `Idempotency-Key`
/// ([draft](https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/)): the same one again gets the
/// first answer.
final class KeyedRequests: Sendable {
  /// The keys of requests that are being answered.
  private let underWay = Mutex<Set<String>>([])

  /// The answer of before, or that of `answer`, which is then kept.
  func answer(
    _ mark: RequestMark, _ engine: SagaEngine, _ logger: Logger, _ answer: () async throws -> Reply
  ) async throws -> Reply {
    guard underWay.withLock({ $0.insert(mark.key).inserted }) else {
      throw Problem(.conflict, "idempotency_key_in_use", "a request with this Idempotency-Key is being answered")
    }
    defer { underWay.withLock { _ = $0.remove(mark.key) } }
    if let known = try await engine.request(under: mark.key) {
      guard known.fingerprint == mark.fingerprint else { throw Self.reused }
      if let answer = known.answer { return Reply(repeating: answer) }
    }
    do {
      let reply = try await answer()
      await keep(reply, mark, engine, logger)
      return reply
    } catch let error as EngineError {
      try await keep(Problem(error), mark, engine, logger)
    } catch let problem as Problem {
      try await keep(problem, mark, engine, logger)
    }
  }

  private func keep(_ reply: Reply, _ mark: RequestMark, _ engine: SagaEngine, _ logger: Logger) async {
    guard case .json(let body) = reply.body else { return }
    await keep(RequestRow.Answer(status: reply.status.code, body: Array(body.utf8)), mark, engine, logger)
  }

  /// Keeps what the engine refused, as far as the same request would not be judged anew, and throws it.
  private func keep(
    _ problem: Problem, _ mark: RequestMark, _ engine: SagaEngine, _ logger: Logger
  ) async throws -> Never {
    if Self.keptProblems.contains(problem.status) {
      let answer = RequestRow.Answer(status: problem.status.code, body: Array(problem.json.utf8))
      await keep(answer, mark, engine, logger)
    }
    throw problem
  }

  private func keep(_ answer: RequestRow.Answer, _ mark: RequestMark, _ engine: SagaEngine, _ logger: Logger) async {
    do throws(EngineError) {
      try await engine.keep(answer, of: mark)
    } catch {
      // What was done is durable, and the client has to hear of it.
      logger.warning("an answer was not kept for repeats", metadata: ["error": "\(error)"])
    }
  }

  /// A malformed request and a store that fails are not among them: nothing was decided.
  private static let keptProblems: [HTTPResponse.Status] = [.notFound, .conflict, .gone, .unprocessableContent]

  private static var reused: Problem {
    Problem(
      .unprocessableContent, "idempotency_key_reused",
      "the Idempotency-Key came with another request before: use a new one"
    )
  }
}

extension APIRequest {
  /// What tells the request, where it came under a key.
  /// - Throws: ``Problem`` with the status 400 where the key is too long.
  func mark(_ method: HTTPRequest.Method, target: String) throws(Problem) -> RequestMark? {
    guard let key = field("Idempotency-Key") else { return nil }
    guard (1...Limits.requestKeyLengthMax).contains(key.utf8.count) else {
      throw Problem.invalid("Idempotency-Key", "expected 1 to \(Limits.requestKeyLengthMax) bytes")
    }
    var hash = StableHash()
    // The lengths keep what stands side by side apart.
    for part in [method.rawValue, target, mediaType?.rawValue ?? ""] + meaningfulFields {
      hash.update(Array("\(part.utf8.count):\(part)".utf8))
    }
    hash.update(body)
    // Everybody has keys of their own: nobody is told what another one was answered.
    return RequestMark(
      key: "\(client.name.utf8.count):\(client.name):\(key)", fingerprint: Int64(bitPattern: hash.value))
  }

  /// Fields that say what is asked for: the attributes of a CloudEvent, what became of a call.
  private var meaningfulFields: [String] {
    let names = fields.map(\.name.canonicalName).filter { $0.hasPrefix("ce-") || $0.hasPrefix("skald-") }
    return Set(names).sorted().flatMap { [$0] + fields.values(of: $0) }
  }
}

extension Reply {
  /// An answer that was given before.
  fileprivate init(repeating answer: RequestRow.Answer) {
    self.init(text: answer.body, type: answer.status < 400 ? "application/json" : "application/problem+json")
    status = HTTPResponse.Status(code: answer.status)
    fields.set("Idempotent-Replayed", "true")
  }
}
