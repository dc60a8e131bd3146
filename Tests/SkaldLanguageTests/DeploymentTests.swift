import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("What a deployment is checked for")
struct DeploymentTests {
  static let sagas = """
    skald: 1
    saga: order
    startedBy: order.created.v1
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund, check: payment.find }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    saga: parcel
    startedBy: order.created.v1
    steps:
      - { step: send, call: courier.send, pivot: true }
    ---
    skald: 1
    events:
      order.created.v1: { external: true }
    """

  static func findings(
    _ configuration: String? = nil, handlers: String? = nil, sagas: String = sagas
  ) throws -> [String] {
    let list = try handlers.map { try HandlerList(reading: SourceText(path: "handlers.yaml", text: $0)) }
    let deployment = Deployment(
      configuration: configuration.map { SourceText(path: "skald.yaml", text: $0) }, handlers: list)
    let source = SourceText(path: "a.saga.yaml", text: sagas)
    return Compiler.compile([source], isWholeProject: true, deployment: deployment).diagnostics
      .filter { $0.code >= "SK900" || $0.file == "skald.yaml" }
      .map { "\($0.severity.rawValue) \($0.code) in \($0.file): \($0.message)" }
  }

  static let all = ["courier.send", "delivery.request", "payment.charge", "payment.find", "payment.refund"]

  @Test(
    "operations without a handler are reported once each, in the order of the steps",
    arguments: [
      ("[]", ["payment.charge", "payment.refund", "payment.find", "delivery.request", "courier.send"]),
      ("- payment\n- delivery\n", ["courier.send"]),
      ("[payment.charge, payment.refund, delivery.request, courier.send]", ["payment.find"]),
      (#"["payment", "delivery", "courier"]"#, []),
      ("services: { payment: { http: http://localhost:1 }, courier: {} }", ["delivery.request"]),
    ])
  func handlers(list: String, missing: [String]) throws {
    let found = try Self.findings(handlers: list).filter { $0.contains("SK903") }
    #expect(found == missing.map { "warning SK903 in a.saga.yaml: nothing in this deployment handles `\($0)`" })
  }

  @Test("services of the configuration count as handlers, beside those of the list")
  func both() throws {
    let configuration = "definitions: [order]\nservices: { payment: { http: http://127.0.0.1:1 } }\n"
    #expect(
      try Self.findings(configuration, handlers: "[]") == [
        "warning SK903 in a.saga.yaml: nothing in this deployment handles `delivery.request`"
      ])
  }

  @Test("operations of a sub-saga count with the saga that runs")
  func parts() throws {
    let sagas = """
      skald: 1
      saga: order
      steps:
        - { step: packing, saga: packing }
        - { step: ship, call: delivery.request, pivot: true }
      ---
      skald: 1
      saga: packing
      steps:
        - { step: pack, call: warehouse.pack, compensate: warehouse.unpack }
      """
    let found = try Self.findings("definitions: [order]\n", handlers: "[delivery, warehouse.pack]", sagas: sagas)
    #expect(found == ["warning SK903 in a.saga.yaml: nothing in this deployment handles `warehouse.unpack`"])
  }

  @Test("without a list nobody knows which handlers there are, and nothing is said of them")
  func noList() throws {
    #expect(try Self.findings("definitions: [order]\n") == [])
  }

  @Test("a file that is no list of handlers says what one is", arguments: ["handlers: []", "- { a: b }", "x", "[", ""])
  func noHandlers(text: String) {
    #expect(throws: HandlerList.FormatError.self) {
      try HandlerList(reading: SourceText(path: "h.yaml", text: text))
    }
  }

  @Test(
    "one event starts one saga of those that run",
    arguments: [("listen: 127.0.0.1:1\n", 1), ("definitions: [order]\n", 0), ("definitions: [order, parcel]\n", 1)])
  func starts(configuration: String, count: Int) throws {
    let found = try Self.findings(configuration)
    #expect(found.count == count)
    #expect(
      found.allSatisfy {
        $0 == "error SK904 in a.saga.yaml: `order` and `parcel` are both started by order.created.v1"
      })
  }

  @Test("without a deployment both may be there")
  func noDeployment() {
    let found = Compiler.compile([SourceText(path: "a.saga.yaml", text: Self.sagas)], isWholeProject: true)
    #expect(found.diagnostics.allSatisfy { $0.code < "SK900" })
  }

  @Test(
    "addresses of other machines are encrypted",
    arguments: [
      ("http://pay.internal:8002/x", true), ("https://pay.internal", false), ("http://localhost:1", false),
      ("http://127.0.0.1", false), ("http://127.8.9.1:5/", false), ("http://[::1]:80", false),
      ("HTTP://Pay.Example", true), ("http://localhost@pay.example", true), ("http://localhost.evil.example", true),
      ("http://127.0.0.1.evil.example", true), ("http://api.localhost", false), ("http://[2001:db8::1]/", true),
    ])
  func cleartext(url: String, isFound: Bool) throws {
    let found = try Self.findings("definitions: [order]\nservices:\n  pay:\n    http: \"\(url)\"\n")
    #expect(found == (isFound ? ["warning SK954 in skald.yaml: the service `pay` is reached over plain HTTP"] : []))
  }

  @Test("what is allowed in the configuration is not reported, and what is allowed in vain is")
  func allowances() throws {
    let open = "definitions: [order]\nservices:\n  pay: { http: http://pay }  # skald:allow SK954 -- in one rack\n"
    #expect(try Self.findings(open) == [])
    let closed = open.replacing("http://pay", with: "https://pay")
    #expect(try Self.findings(closed) == ["warning SK203 in skald.yaml: SK954 is allowed here and not found"])
  }

  @Test("an allowance of a rule that nobody asked is not in vain")
  func notAsked() {
    let text = Self.sagas.replacing(
      "compensate: payment.refund, check: payment.find }",
      with: "compensate: payment.refund, check: payment.find } # skald:allow SK903 -- a Swift handler")
    let found = Compiler.compile([SourceText(path: "a.saga.yaml", text: text)], isWholeProject: true).diagnostics
    #expect(!found.contains { $0.code == "SK203" && $0.message.contains("SK903") })
  }
}
