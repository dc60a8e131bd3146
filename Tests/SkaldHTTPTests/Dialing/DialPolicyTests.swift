import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldHTTP

/// Gives one address after the other, and the last one for ever.
private final class ScriptedResolver: HostResolver {
  private let answers: Mutex<[String]>
  init(_ answers: [String]) { self.answers = Mutex(answers) }

  func address(of host: String, port: Int) async throws -> IPAddress {
    let text = answers.withLock { $0.count > 1 ? $0.removeFirst() : $0.first }
    guard let text, let address = IPAddress(text) else { throw DialError.unknownHost }
    return address
  }
}

@Suite("Which addresses are dialed")
struct DialPolicyTests {
  private func perform(_ resolver: [String], host: String, port: Int) async throws -> CallResult {
    try await withTransport(HTTPTransport(resolver: ScriptedResolver(resolver))) { transport in
      let service = try ServiceURL("http://\(host):\(port)")
      return await HTTPHandler(service: service, transport: transport).perform(.sample())
    }
  }

  @Test(
    "a public name that leads to a private place is not dialed",
    arguments: [
      "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "fd00::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "0.0.0.0",
    ])
  func privatePlace(address: String) async throws {
    let (result, connections) = try await RawServer.run(.silence) { server in
      (try await perform([address], host: "pay.example", port: server.port), server.connections)
    }
    guard case .retryable(.none, nil, let message) = result else { return #expect(Bool(false), "got \(result)") }
    #expect(message.contains("not public"))
    #expect(connections == 0)
  }

  @Test("a name without an address surely had no effect")
  func unknown() async throws {
    let result = try await perform([], host: "pay.example", port: 80)
    #expect(
      result == .retryable(effect: .none, notBefore: nil, message: "no address is known for pay.example"))
  }

  @Test("a client is pinned to the address that was looked at")
  func pinned() async throws {
    let clients = PinnedClients(resolver: ScriptedResolver(["8.8.8.8", "127.0.0.1"]))
    let url = try ServiceURL("http://pay.example")
    _ = try await clients.client(for: url)
    #expect(await clients.pins == [PinnedClients.Pin(host: "pay.example", address: try #require(IPAddress("8.8.8.8")))])
    await #expect(throws: DialError.notPublic) { try await clients.client(for: url) }
    await clients.close()
  }

  @Test("a transport may be dropped without its end, also after a call")
  func dropped() async throws {
    let result = try await RawServer.run(.sendAndClose("HTTP/1.1 204 No Content\r\n\r\n")) { server in
      let service = try ServiceURL("http://127.0.0.1:\(server.port)")
      return await HTTPHandler(service: service, transport: HTTPTransport()).perform(.sample())
    }
    #expect(result == .ok(nil))
  }
}
