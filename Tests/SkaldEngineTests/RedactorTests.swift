import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Secrets in answers")
struct RedactorTests {
  private static let redactor = Redactor(["a-long-secret", "a-long-secret-more", "short", "", "geheim-ä-wort"])

  @Test(
    "every kind of answer is searched, and what is no secret stays",
    arguments: [
      (.ok(["a": ["x a-long-secret y", 1, true, nil]]), .ok(["a": ["x *** y", 1, true, nil]])),
      (.ok(nil), .ok(nil)), (.pending, .pending),
      (.ok("a-long-secret-more, a-long-secret"), .ok("***, ***")),
      (.ok("short, and a-long-secre-t"), .ok("short, and a-long-secre-t")),
      (.ok("x geheim-ä-wort\u{301}"), .ok("x ***\u{301}")),
      (.refused(code: "a-long-secret", message: "a-long-secret"), .refused(code: "***", message: "***")),
      (.lost(message: "cut off in a-long-se"), .lost(message: "cut off in ***")),
      (.lost(message: "cut off in a-long"), .lost(message: "cut off in a-long")),
      (.blocked(effect: .none, message: "a-long-secret"), .blocked(effect: .none, message: "***")),
      (
        .retryable(effect: .unknown, notBefore: .seconds(1), message: "(a-long-secret)"),
        .retryable(effect: .unknown, notBefore: .seconds(1), message: "(***)")
      ),
    ] as [(CallResult, CallResult)])
  func redacts(answer: CallResult, expected: CallResult) {
    #expect(Self.redactor.redacted(answer) == expected)
  }

  @Test("a secret never shows")
  func secret() {
    let secret = Secret("a-long-secret")
    var dumped = ""
    dump(secret, to: &dumped)
    dump(Secrets(["A": secret]), to: &dumped)
    #expect("\(secret)\(String(reflecting: secret))\([secret])" == "******[***]")
    #expect(!dumped.contains("a-long-secret"))
  }
}
