import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import SkaldEngine
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("What the server refuses", .timeLimit(.minutes(1)))
struct GuardTests {
  private static let notes = "/v1/sagas/note/instances"
  private static let note = #"{"text":"x"}"#

  @Test(
    "a foreign Host is 403",
    arguments: [
      "evil.example", "evil.example:7420", "127.0.0.1.evil.example", "localhost.", "localhost:x", "[::2]", "0.0.0.0",
    ])
  func host(host: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.GET, "/livez", headers: [("Host", host)]) }
    #expect(answer.status == 403)
    #expect(answer.code == "host_forbidden")
  }

  @Test("the loopback names are let in", arguments: ["localhost", "LOCALHOST:7420", "127.0.0.1", "[::1]:80"])
  func loopback(host: String) async throws {
    #expect(try await Daemon.run { try await $0.call(.GET, "/livez", headers: [("Host", host)]) }.status == 200)
  }

  @Test(
    "another Origin is 403",
    arguments: ["null", "https://evil.example", "http://localhost:3000", "http://127.0.0.1", "https://HOST"])
  func origin(origin: String) async throws {
    let answer = try await Daemon.run { daemon in
      let origin = origin.replacing("HOST", with: "127.0.0.1:\(daemon.port)")
      return try await daemon.call(.POST, Self.notes, Self.note, headers: [("Origin", origin)])
    }
    #expect(answer.status == 403)
    #expect(answer.code == "origin_forbidden")
  }

  @Test("the daemon's own Origin is let in")
  func ownOrigin() async throws {
    let answer = try await Daemon.run { daemon in
      try await daemon.call(
        .POST, Self.notes, Self.note, headers: [("Origin", "http://127.0.0.1:\(daemon.port)")])
    }
    #expect(answer.status == 201)
  }

  @Test(
    "a body of another type is 415",
    arguments: [
      "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
      "application/json; charset=latin1",
      "application/cloudevents+json", "application/jsonp", "",
    ])
  func mediaType(type: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.POST, Self.notes, Self.note, type: type) }
    #expect(answer.status == 415)
    #expect(answer.headers.first(name: "Accept") == "application/json")
  }

  @Test("a body without a type is 415, also where none is needed")
  func noMediaType() async throws {
    let statuses = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, Self.notes, Self.note, type: nil).status,
        try await daemon.call(.POST, "/v1/instances/x/cancel", "{}", type: nil).status,
      ]
    }
    #expect(statuses == [415, 415])
  }

  @Test(
    "an unknown path is 404",
    arguments: ["/", "/v1", "/v1/instances/", "/v1/instances/a/b", "/v1/sagas//instances", "/v2/instances", "/%ff"])
  func path(path: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.GET, path) }
    #expect(answer.status == 404)
    #expect(answer.code == "unknown_route")
  }

  @Test("another method is 405 and tells which there are")
  func method() async throws {
    let answers = try await Daemon.run { daemon in
      [try await daemon.call(.DELETE, "/v1/instances"), try await daemon.call(.GET, "/v1/events")]
    }
    #expect(answers.map(\.status) == [405, 405])
    #expect(answers.map { $0.headers.first(name: "Allow") } == ["GET", "POST"])
  }

  @Test("a head is a get without the body")
  func head() async throws {
    let answer = try await Daemon.run { try await $0.call(.HEAD, "/livez") }
    #expect(answer.status == 200)
    #expect(answer.body == .null)
  }

  @Test("a body of a mebibyte is read, a longer one is 413, announced or not")
  func length() async throws {
    let fitting = #"{"text":""# + String(repeating: "x", count: (1 << 20) - 11) + #""}"#
    let statuses = try await Daemon.run { daemon in
      [
        try await daemon.call(.POST, Self.notes, fitting).status,
        try await daemon.call(.POST, Self.notes, fitting + " ").status,
        try await Self.chunked(daemon, fitting + " "),
      ]
    }
    #expect(statuses == [201, 413, 413])
  }

  private static func chunked(_ daemon: Daemon, _ body: String) async throws -> Int {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(daemon.port)\(notes)")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/json")
    let parts = AsyncStream<ByteBuffer> { parts in
      parts.yield(ByteBuffer(string: body))
      parts.finish()
    }
    request.body = .stream(parts, length: .unknown)
    return Int(try await HTTPClient.shared.execute(request, timeout: .seconds(20)).status.code)
  }

  @Test("a header beyond the limit is refused", arguments: [1, 200])
  func header(fields: Int) async throws {
    let size = 20 * 1024 / fields
    let headers = (0..<fields).map { ("X-Filler-\($0)", String(repeating: "x", count: size)) }
    await #expect(throws: (any Error).self) {
      let status = try await Daemon.run { try await $0.call(.GET, "/livez", headers: headers).status }
      guard status == 200 else { throw CancellationError() }
    }
  }

  @Test("readiness says why it is not ready")
  func ready() async throws {
    let answers = try await Daemon.run { daemon in
      [try await daemon.call(.GET, "/livez"), try await daemon.call(.GET, "/readyz")]
    }
    #expect(answers[0].body == ["status": "alive"])
    #expect([200, 503].contains(answers[1].status))
    #expect((answers[1].body["reasons"] == nil) == (answers[1].status == 200))
  }
}

@Suite("Slow clients", .timeLimit(.minutes(1)))
struct SlowClientTests {
  /// Sends bytes and gives all that comes back until the server closes the connection.
  private func exchange(_ text: String, options: SagaServer.Options) async throws -> String {
    try await Daemon.run(options: options) { daemon in
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connect(host: "127.0.0.1", port: daemon.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      return try await channel.executeThenClose { inbound, outbound in
        var answer = ""
        do {
          try await outbound.write(ByteBuffer(string: text))
          for try await part in inbound { answer += String(buffer: part) }
        } catch is IOError {
          // A reset closes a connection as well as an end does.
        } catch let error as ChannelError where error == .ioOnClosedChannel || error == .alreadyClosed {
          // On a busy machine the server may have closed it before anything was sent.
        }
        return answer
      }
    }
  }

  private func options(idle: Int64, body: Int64) -> SagaServer.Options {
    var options = SagaServer.Options(listen: .anyPort)
    options.idleTimeout = Milliseconds(idle)
    options.bodyTimeout = Milliseconds(body)
    return options
  }

  @Test("a header that never ends is cut off", arguments: ["", "GET /livez HTTP/1.1\r\nHost: loc"])
  func header(text: String) async throws {
    #expect(try await exchange(text, options: options(idle: 200, body: 60_000)) == "")
  }

  @Test("a body that never ends is 408 and the connection ends")
  func body() async throws {
    let head =
      "POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"
    let answer = try await exchange(head, options: options(idle: 60_000, body: 200))
    #expect(answer.hasPrefix("HTTP/1.1 408"))
    #expect(answer.contains("request_timeout"))
  }

  @Test("a second Host is 403")
  func twoHosts() async throws {
    let head = "GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    #expect(try await exchange(head, options: options(idle: 60_000, body: 60_000)).hasPrefix("HTTP/1.1 403"))
  }

  @Test("a request without a Host is 403")
  func noHost() async throws {
    let head = "GET /livez HTTP/1.0\r\nConnection: close\r\n\r\n"
    #expect(try await exchange(head, options: options(idle: 60_000, body: 60_000)).contains(" 403 "))
  }
}

@Suite("Where the daemon listens")
struct ListenAddressTests {
  @Test("loopback is fine", arguments: ["127.0.0.1:7420", "127.3.2.1:1", "[::1]:7420", "localhost:0"])
  func loopback(text: String) throws {
    let address = try ListenAddress(text)
    #expect(address.description == text)
    #expect(address.isLoopback)
  }

  @Test(
    "addresses that others can reach are known as such",
    arguments: ["0.0.0.0:7420", "[::]:7420", "192.168.1.2:7420", "skald.example.com:80", "127.0.0.1.example.com:80"])
  func others(text: String) throws { #expect(try !ListenAddress(text).isLoopback) }

  @Test(
    "what is no address is refused",
    arguments: [
      "127.0.0.1", "127.1:80", "127.0.0.1:65536", ":80", "::1:80", "127.0.0.1:x", "", "127.00.0.1:80", "[127.0.0.1]:80",
      "2130706433:80", "a b:80", "a..b:80", "[evil]:80",
    ])
  func wrong(text: String) { #expect(throws: ListenError.self) { try ListenAddress(text) } }
}
