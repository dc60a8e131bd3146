import Hummingbird
import NIOHTTP1
import SkaldCore
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@Suite("Answers that come later, over HTTP", .timeLimit(.minutes(1)))
struct CallbackTests {
  /// What a service was told of each call that it took on.
  private final class Desk: Sendable {
    private let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation
    init() { (stream, continuation) = AsyncStream<String>.makeStream() }
    func take(_ token: String) { continuation.yield(token) }
    func next() async -> String {
      var iterator = stream.makeAsyncIterator()
      return await iterator.next() ?? ""
    }
  }

  private static func handlers(_ desk: Desk) -> Handlers {
    var handlers = Handlers.test
    handlers.on("payment.charge") { (_: JSON, call: Call) -> Void in
      desk.take(call.callbackToken)
      throw Pending()
    }
    return handlers
  }

  private static func post(
    _ daemon: Daemon, _ token: String, _ body: String?, _ headers: [(String, String)] = []
  ) async throws -> Daemon.Answer {
    try await daemon.call(.POST, "/v1/callbacks/\(token)", body, headers: headers)
  }

  @Test("the body is the result, and a repeat changes nothing")
  func result() async throws {
    let desk = Desk()
    let (first, second, instance) = try await Daemon.run(handlers: Self.handlers(desk)) { daemon in
      let id = try await daemon.startOrder(1)
      let token = await desk.next()
      let first = try await Self.post(daemon, token, #"{"paymentId": "p-9"}"#)
      let second = try await Self.post(daemon, token, #"{"paymentId": "p-10"}"#)
      return (first, second, try await daemon.call(.GET, "/v1/instances/\(id)"))
    }
    #expect(first.status == 200 && first.body == ["counts": true])
    #expect(second.status == 200 && second.body == ["counts": false])
    #expect(instance.body["steps"]?.array?.first?["output"] == ["paymentId": "p-9"])
  }

  @Test("a refusal turns the saga back, and what comes after the end is gone")
  func refusal() async throws {
    let desk = Desk()
    let (refused, after, instance) = try await Daemon.run(handlers: Self.handlers(desk)) { daemon in
      let id = try await daemon.startOrder(1)
      let token = await desk.next()
      let refused = try await Self.post(daemon, token, #"{"refused": "card_declined", "message": "no funds"}"#)
      let instance = try await daemon.engine.waitForEnd(id)
      return (refused, try await Self.post(daemon, token, #"{"paymentId": "p-9"}"#), instance)
    }
    #expect(refused.body == ["counts": true])
    #expect(instance["failure"] == ["code": "card_declined", "step": "charge", "message": "no funds"])
    #expect(after.status == 410 && after.code == "already_ended")
  }

  @Test("a report that the work goes on is no answer, and a request to try again is")
  func reports() async throws {
    let desk = Desk()
    let (report, later, attempts) = try await Daemon.run(handlers: Self.handlers(desk)) { daemon in
      let id = try await daemon.startOrder(1)
      let token = await desk.next()
      let report = try await Self.post(daemon, token, nil, [("Skald-Result", "pending")])
      let state = try await daemon.engine.instance(id)
      let later = try await Self.post(daemon, token, nil, [("Skald-Result", "retry")])
      // The second attempt has a token of its own.
      let second = await desk.next()
      #expect(second != token)
      return (report, later, state["steps"]?.array?.first?["state"])
    }
    #expect(report.status == 200)
    #expect(later.body == ["counts": true])
    #expect(attempts == "waiting")
  }

  @Test("what is no token, and what is no answer, is refused")
  func faults() async throws {
    let desk = Desk()
    let answers = try await Daemon.run(handlers: Self.handlers(desk)) { daemon in
      _ = try await daemon.startOrder(1)
      let token = await desk.next()
      return [
        try await Self.post(daemon, "nothing", "{}"), try await Self.post(daemon, token, "{"),
        try await Self.post(daemon, token, nil, [("Skald-Result", "dance")]),
      ]
    }
    #expect(answers.map(\.status) == [404, 400, 400])
    #expect(answers.map(\.code) == ["unknown_callback", "json_invalid", "input_invalid"])
  }

  @Test("a service that answers 202 is told where its answer goes, and what it sends there ends the step")
  func service() async throws {
    let stub = ServiceStub()
    let address = CallbackAddress()
    let output = try await stub.run(status: .accepted) { port in
      try await withTransport { transport in
        var handlers = Handlers()
        handlers.on("delivery.request") { _, _ in }
        handlers.on("notes.keep") { _, _ in }
        let service = try ServiceURL("http://127.0.0.1:\(port)")
        handlers.use(HTTPHandler(service: service, transport: transport, callbacks: address), forService: "payment")
        return try await Daemon.run(handlers: handlers) { daemon in
          address.set("http://127.0.0.1:\(daemon.port)/")
          let id = try await daemon.startOrder(1)
          try await daemon.waitForEntry("step.answered", step: "charge", of: id)
          let url = stub.seen.first?.fields["skald-callback"] ?? ""
          let base = "http://127.0.0.1:\(daemon.port)"
          #expect(url.hasPrefix(base + "/v1/callbacks/"))
          _ = try await daemon.call(.POST, String(url.dropFirst(base.count)), #"{"paymentId": "p-5"}"#)
          return try await daemon.engine.instance(id)["steps"]?.array?.first?["output"]
        }
      }
    }
    #expect(output == ["paymentId": "p-5"])
  }
}
