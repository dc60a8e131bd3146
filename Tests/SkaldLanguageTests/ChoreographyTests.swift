import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Choreographies")
struct ChoreographyTests {
  static let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../Corpus/flows").standardized
  static let flows: [String] = (try? FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()) ?? []

  static func findings(_ text: String, _ other: String) throws -> [String] {
    try PlaceOrderTests.findings(in: "place-order.choreography.yaml", replacing: text, by: other)
  }

  @Test("a correct flow has no finding", arguments: flows)
  func correct(_ file: String) throws {
    let text = String(decoding: try Data(contentsOf: Self.folder.appendingPathComponent(file)), as: UTF8.self)
    let found = Compiler.compile([SourceText(path: file, text: text)], isWholeProject: true).diagnostics
    #expect(found.filter { $0.severity != .note }.map { "\($0.code) \($0.message) \($0.path)" } == [])
    #expect(Self.flows.count > 5)
  }

  @Test("a flow that waits for an event from outside has stopped, unless a deadline tells that it never came")
  func waitsForOutside() throws {
    let file = Self.folder.appendingPathComponent("side-by-side.yaml")
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self).replacing("deadline: 1d\n", with: "")
    let found = Compiler.compile([SourceText(path: "flow.yaml", text: text)], isWholeProject: true).diagnostics
    #expect(found.filter { $0.severity == .error }.map(\.code) == ["SK404"])
  }

  @Test(
    "one wrong word is one finding, at its place",
    arguments: [
      ("choreography: place-order-by-events", "choreography: PlaceOrder", "SK105 3:15"),
      ("use: [contracts.yaml]", "use: [contract.yaml]", "SK103 6:7"),
      ("key: orderId ", "kee: orderId ", "SK101 8:1"),
      ("starts: order.created.v1", "starts: order.creatd.v1", "SK201 9:9"),
      ("completed: order.completed.v1", "completd: order.completed.v1", "SK101 11:3"),
      ("deadline: 30m", "deadline: 30min", "SK103 13:11"),
      ("retry: network", "retry: netwrk", "SK201 17:10"),
      ("- when: order.created.v1", "- wen: order.created.v1", "SK101 22:7"),
      ("call: payment.charge", "call: payment.chrge", "SK201 23:13"),
      ("amount: ${event.amount}", "amount: ${event.amonut}", "SK301 27:19"),
      ("amount: ${event.amount}", "amount: ${event.orderId > 1}", "SK301 27:19"),
      ("payment-${event.orderId}", "payment-${event.userId}", "SK606 28:23"),
      ("payment-${event.orderId}", "payment-${event.orderId}-${event.time}", "SK303 28:50"),
      ("refused: payment.failed.v1", "refusd: payment.failed.v1", "SK101 30:7"),
      ("undoes: payment.charge", "undoes: payment.chrge", "SK201 34:15"),
      ("sku: ${start.sku}", "sku: ${start.skuu}", "SK301 46:16"),
      ("state: PAYMENT_PROCESSING", "state: PAYMENT_PROCESING", "SK201 71:44"),
      ("state: PAID", "sate: PAID", "SK101 72:37"),
      ("    - when: delivery.refused.v1\n", "    - when: { al: [delivery.refused.v1] }\n", "SK101 51:15"),
    ])
  func oneWord(text: String, other: String, expected: String) throws {
    let found = try Self.findings(text, other)
    #expect(found == [expected])
  }

  @Test(
    "what a participant leaves out is found by the rule that speaks of it",
    arguments: [
      ("      refused: payment.failed.v1 ", "      # ", ["SK803"]),
      ("      refused: stock.reservation-failed.v1\n", "", ["SK803"]),
      ("      refused: delivery.refused.v1\n", "", ["SK803"]),
      ("      undoes: payment.charge\n", "", ["SK804"]),
      ("      undoes: inventory.reserve\n", "", ["SK804"]),
      ("      emits: payment.refunded.v1\n", "", ["SK812"]),
      ("      emits: stock.released.v1\n", "", ["SK812"]),
      ("      emits: stock.reserved.v1\n", "", ["SK404"]),
      ("state: COMPLETED, emits: order.completed.v1", "state: COMPLETED", ["SK404"]),
      ("stock.reservation-failed.v1, stock.released.v1]", "stock.released.v1]", ["SK812"]),
      ("[payment.failed.v1, payment.refunded.v1]", "[payment.refunded.v1]", ["SK812"]),
    ])
  func omission(text: String, other: String, expected: [String]) throws {
    let found = Set(try Self.findings(text, other).compactMap { $0.split(separator: " ").first.map(String.init) })
    #expect(found.isSuperset(of: expected), "\(found)")
  }

  @Test("a finding about a path tells the shortest one")
  func story() throws {
    let source = try PlaceOrderTests.sample("place-order.choreography.yaml")
    let contracts = try PlaceOrderTests.sample("contracts.yaml")
    let text = source.text.replacingOccurrences(of: "      undoes: inventory.reserve\n", with: "")
    let found = Compiler.compile(
      [contracts, SourceText(path: source.path, text: text)], projectFolder: "sagas"
    ).diagnostics.first { $0.code == "SK804" }
    let path = try #require(found).path
    #expect(path.filter { $0.hasSuffix("refused") } == ["delivery.request refused"])
    #expect(path.contains("payment.charge") && path.contains("inventory.reserve"))
    #expect(path.contains("order CANCELED"))
  }
}
