import CEL
import Hummingbird
import SkaldCore
import SkaldHTTP
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Header fields that every request to a service has")
struct ServiceHeaderTests {
  private static let canary = "canary-9b1f04"
  private static let secrets = Secrets(["BANK": Secret(canary), "BROKEN": Secret("one\r\nX-Evil: yes")])

  private func value(_ before: String, _ expression: String) throws -> SealedTemplate {
    SealedTemplate(text: [.literal(before), .expression(ProgramExpression(try Expression(parsing: expression)))])
  }

  private func perform(
    _ header: ServiceHeader, body: String = "{}", status: HTTPResponse.Status = .ok
  ) async throws -> (result: CallResult, seen: [ServiceStub.Seen]) {
    let stub = ServiceStub()
    let result = try await stub.run(status: status, body: body) { port in
      try await withTransport { transport in
        let service = try ServiceURL("http://127.0.0.1:\(port)")
        let handler = HTTPHandler(service: service, headers: [header], secrets: Self.secrets, transport: transport)
        return await handler.perform(.sample())
      }
    }
    return (result, stub.seen)
  }

  @Test("a field arrives with the secret in it, and an answer that tells it again is starred")
  func arrives() async throws {
    let header = try ServiceHeader("Authorization", value("Bearer ", "secrets.BANK"))
    let (result, seen) = try await perform(header, body: #"{"said":"you sent Bearer \#(Self.canary)!"}"#)
    #expect(seen.first?.fields["authorization"] == "Bearer \(Self.canary)")
    #expect(result == .ok(["said": "you sent Bearer ***!"]))
    let refused = try await perform(header, body: #"{"refused":"no","message":"\#(Self.canary)"}"#, status: .conflict)
    #expect(refused.result == .refused(code: "no", message: "***"))
  }

  @Test("a field is computed from secrets as CEL says")
  func computed() async throws {
    let header = try ServiceHeader("X-Key", value("Basic ", "base64.encode(bytes('me:' + secrets.BANK))"))
    let (result, seen) = try await perform(header, body: #"["bWU6Y2FuYXJ5LTliMWYwNA=="]"#)
    #expect(seen.first?.fields["x-key"] == "Basic bWU6Y2FuYXJ5LTliMWYwNA==")
    #expect(result == .ok(["***"]))
  }

  @Test(
    "without a secret, or with one that is no field, nothing is sent",
    arguments: [("secrets.NOBODY", "there is no secret `NOBODY`"), ("secrets.BROKEN", "printable ASCII")])
  func refused(expression: String, words: String) async throws {
    let (result, seen) = try await perform(try ServiceHeader("X-Key", value("", expression)))
    guard case .blocked(.none, let message) = result else { return #expect(Bool(false), "got \(result)") }
    #expect(message.contains(words) && !message.contains("X-Evil"))
    #expect(seen.isEmpty)
  }

  @Test("names that are none, or Skald's own, are refused", arguments: ["", "a b", "Skald-Fence", "Host", "X:Y", "ä"])
  func names(name: String) throws {
    let value = try value("", "secrets.BANK")
    #expect(throws: HeaderNameError.self) { try ServiceHeader(name, value) }
  }
}
