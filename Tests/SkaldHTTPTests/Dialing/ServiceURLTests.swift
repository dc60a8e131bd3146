import Testing

@testable import SkaldHTTP

@Suite("The URL of a service")
struct ServiceURLTests {
  @Test(
    "an action's URL lies below the base",
    arguments: [
      ("http://localhost:8002", "http://localhost:8002/charge"), ("https://Pay.Example/", "https://pay.example/charge"),
      ("http://[::1]:80/v1//", "http://[::1]:80/v1/charge"),
      ("http://10.0.0.7/a/b?x=1", "http://10.0.0.7/a/b/charge?x=1"),
    ])
  func action(base: String, url: String) throws { #expect(try ServiceURL(base).url(of: "charge") == url) }

  @Test("an action that is no plain word cannot leave its segment")
  func segment() throws {
    #expect(try ServiceURL("http://localhost").url(of: "../a?b#c%") == "http://localhost/..%2Fa%3Fb%23c%25")
  }

  @Test(
    "loopback and private addresses may be named on purpose",
    arguments: [
      "http://127.0.0.1", "http://localhost", "http://192.168.1.4:81", "http://[fd00::1]", "http://[::ffff:10.0.0.1]",
    ])
  func onPurpose(text: String) throws { #expect(throws: Never.self) { try ServiceURL(text) } }

  @Test(
    "what two readers could understand differently, or no service can be, is refused",
    arguments: [
      "", "localhost:8002", "ftp://a.example", "file:///etc/passwd", "http+unix://%2Fvar%2Frun%2Fdocker.sock/x",
      "unix:///x", "http://", "http:///x", "http://evil.example\\@127.0.0.1/", "http://good.example:80@127.0.0.1/",
      "http://user:word@a.example", "http://a.example#x", "http://a b", "http://0x7f000001/", "http://2130706433",
      "http://127.1", "http://0177.0.0.1", "http://0", "http://1.2.3.4.5", "http://256.1.1.1", "http://127.0.0.1.",
      "http://a.example:0", "http://a.example:65536", "http://a.example:", "http://a.example:8x", "http://::1",
      "http://[::1", "http://[127.0.0.1]", "http://[fe80::1%25eth0]", "http://169.254.169.254/latest/meta-data",
      "http://[fe80::1]", "http://0.0.0.0", "http://[::]", "http://224.0.0.1", "http://255.255.255.255",
      "http://[::ffff:169.254.169.254]", "http://[64:ff9b::a9fe:a9fe]", "http://exa\u{E4}mple.com", "http://.",
      "http://a\t.example",
      "http://[ff02::1]",
    ])
  func refused(text: String) { #expect(throws: ServiceURLError.self) { try ServiceURL(text) } }
}

@Suite("Addresses and from where they are reached")
struct IPAddressTests {
  @Test(
    "each range has its reach",
    arguments: [
      ("8.8.8.8", IPAddress.Reach.everywhere), ("127.0.0.1", .loopback), ("127.255.255.255", .loopback),
      ("10.1.2.3", .privateNetwork), ("172.16.0.1", .privateNetwork), ("172.32.0.1", .everywhere),
      ("192.168.0.1", .privateNetwork), ("100.64.0.1", .privateNetwork), ("100.128.0.1", .everywhere),
      ("169.254.169.254", .special), ("0.0.0.0", .special), ("224.0.0.1", .special), ("255.255.255.255", .special),
      ("198.18.0.1", .special), ("192.0.2.1", .special), ("198.51.100.1", .special), ("203.0.113.1", .special),
      ("192.0.0.8", .special), ("::1", .loopback), ("::", .special), ("::2", .special), ("fc00::1", .privateNetwork),
      ("fdff::1", .privateNetwork), ("fe80::1", .special), ("fec0::1", .special), ("ff02::1", .special),
      ("2606:4700::1111", .everywhere), ("2001:db8::1", .special), ("::ffff:127.0.0.1", .loopback),
      ("::ffff:7f00:1", .loopback), ("64:ff9b::10.0.0.1", .privateNetwork), ("2002:7f00:1::", .loopback),
      ("2002:a00:1::", .privateNetwork), ("::ffff:8.8.8.8", .everywhere), ("4000::1", .special),
    ])
  func reach(text: String, reach: IPAddress.Reach) throws {
    #expect(try #require(IPAddress(text)).reach == reach)
  }

  @Test(
    "an address reads back from its own text", arguments: ["8.8.8.8", "2606:4700:0:0:0:0:0:1111", "1:2:3:4:5:6:7:8"])
  func text(text: String) throws { #expect(try #require(IPAddress(text)).text == text) }

  @Test(
    "other spellings are no addresses",
    arguments: [
      "", "1", "127.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "1.2.3.256", "1.2.3.-4", "+1.2.3.4", "0x7f.0.0.1", ":::",
      "1::2::3",
      "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", "::g", "1:2:3:4:5:6:7::8", "::1.2.3", "[::1]", "fe80::1%eth0",
    ])
  func unreadable(text: String) { #expect(IPAddress(text) == nil) }
}
