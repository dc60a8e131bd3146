import SkaldCore
import SkaldHTTP
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Calls over HTTP to a service that misbehaves", .timeLimit(.minutes(1)))
struct BrokenServiceTests {
  private static let soon = Milliseconds(300)

  private func perform(
    port: Int, scheme: String = "http", deadline: Milliseconds = .seconds(20)
  ) async throws -> CallResult {
    try await withTransport { transport in
      let service = try ServiceURL("\(scheme)://127.0.0.1:\(port)")
      let call = HandlerCall.sample(deadline: SystemTime().now() + deadline)
      return await HTTPHandler(service: service, transport: transport).perform(call)
    }
  }

  @Test(
    "a connection that ends before the answer does leaves the outcome unknown",
    arguments: [
      RawServer.Script.close, .reset, .sendAndClose("HTTP/1.1 200 OK\r\n"),
      .sendAndClose("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"),
      .sendAndClose("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
      .sendAndClose("this is no HTTP\r\n\r\n"),
    ])
  func cut(script: RawServer.Script) async throws {
    let result = try await RawServer.run(script) { try await perform(port: $0.port) }
    guard case .lost = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test(
    "an answer that does not end in time leaves the outcome unknown",
    arguments: [
      RawServer.Script.silence, .send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}"), .drip,
      .send("HTTP/1.1 100 Continue\r\n\r\n"),
    ])
  func slow(script: RawServer.Script) async throws {
    let result = try await RawServer.run(script) { try await perform(port: $0.port, deadline: Self.soon) }
    guard case .lost = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test("an answer without end is read up to the limit only")
  func endless() async throws {
    let result = try await RawServer.run(.endless) { try await perform(port: $0.port) }
    #expect(result == .blocked(effect: .applied, message: "the answer is longer than 256 KiB"))
  }

  @Test("an answer that announces ten megabytes is not read")
  func announced() async throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 10485760\r\n\r\n{"
    let result = try await RawServer.run(.send(head)) { try await perform(port: $0.port) }
    #expect(result == .blocked(effect: .applied, message: "the answer is longer than 256 KiB"))
  }

  @Test("a refused connection surely had no effect")
  func refused() async throws {
    let port = try await RawServer.run(.silence) { $0.port }
    let result = try await perform(port: port)
    guard case .retryable(.none, nil, _) = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test("a failed handshake surely had no effect")
  func handshake() async throws {
    let result = try await RawServer.run(.sendAndClose("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      try await perform(port: $0.port, scheme: "https")
    }
    guard case .retryable(.none, nil, _) = result else { return #expect(Bool(false), "got \(result)") }
  }

  @Test("a canceled call ends at once, with its outcome unknown")
  func canceled() async throws {
    let result = try await RawServer.run(.silence) { server in
      try await withThrowingTaskGroup(of: CallResult?.self) { group in
        group.addTask { try await perform(port: server.port) }
        group.addTask {
          while server.connections == 0 { await Task.yield() }
          return nil
        }
        _ = try await group.next()
        group.cancelAll()
        return try await group.next() ?? nil
      }
    }
    guard case .lost = result else { return #expect(Bool(false), "got \(result as Any)") }
  }
}
