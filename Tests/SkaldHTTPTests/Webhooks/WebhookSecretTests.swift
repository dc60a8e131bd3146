import SkaldValue
import Testing

@testable import SkaldHTTP

@Suite("Signatures of webhooks")
struct WebhookSecretTests {
  @Test("HMAC-SHA256 gives the values of RFC 4231")
  func hmac() {
    let short = HMAC.sha256(key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8))
    #expect(short.hexadecimal == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    let long = HMAC.sha256(
      key: [UInt8](repeating: 0xAA, count: 131),
      message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8))
    #expect(long.hexadecimal == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test("a message is signed with its id and its time, as Standard Webhooks shows")
  func signature() throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let fields = secret.fields(
      id: "msg_p5jXN8AQM9LWM0D4loKWxJek", at: Timestamp(milliseconds: 1_614_265_330_000),
      body: Array(#"{"test": 2432232314}"#.utf8))
    #expect(fields.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
    #expect(
      fields.map(\.value) == [
        "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
      ])
  }

  @Test(
    "only secrets of a safe length in the common form are taken",
    arguments: ["", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_!!"])
  func refused(text: String) { #expect(WebhookSecret(text) == nil) }

  @Test(
    "only what was signed with the secret, as it is and not long ago, is genuine",
    arguments: [
      ("msg", "1614265330", "%", #"{"a":1}"#, 0, true), ("msg", "1614265330", "v1,AAAA %", #"{"a":1}"#, 299, true),
      ("msg", "1614265330", "%", #"{"a":1}"#, -299, true), ("msg", "1614265330", "%", #"{"a":2}"#, 0, false),
      ("msh", "1614265330", "%", #"{"a":1}"#, 0, false), ("msg", "1614265331", "%", #"{"a":1}"#, 0, false),
      ("msg", "1614265330", "%", #"{"a":1}"#, 301, false), ("msg", "1614265330", "%", #"{"a":1}"#, -301, false),
      ("msg", "1614265330", "v1,AAAA", #"{"a":1}"#, 0, false), ("msg", "1614265330", "", #"{"a":1}"#, 0, false),
      ("msg", "-5", "%", #"{"a":1}"#, 0, false), ("msg", "soon", "%", #"{"a":1}"#, 0, false),
    ])
  func verified(id: String, time: String, given: String, body: String, late: Int64, isGenuine: Bool) throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let sent = Timestamp(milliseconds: 1_614_265_330_000)
    let fields = secret.fields(id: "msg", at: sent, body: Array(#"{"a":1}"#.utf8))
    let signature = try #require(fields.first { $0.name == "webhook-signature" }?.value)
    let signatures = given.replacing("%", with: signature)
    #expect(
      secret.signed(
        id: id, timestamp: time, signatures: signatures, body: Array(body.utf8), at: sent + .seconds(late)) == isGenuine
    )
  }

  @Test("a secret never shows")
  func hidden() throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    var dumped = ""
    dump(secret, to: &dumped)
    #expect("\(secret)\(String(reflecting: secret))" == "******")
    #expect(!dumped.contains("49"))
  }
}

extension [UInt8] {
  fileprivate var hexadecimal: String {
    map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
