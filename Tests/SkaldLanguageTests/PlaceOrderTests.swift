import Foundation
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import Testing

@Suite("The order saga as a program")
struct PlaceOrderTests {
  static let files = [
    "contracts.yaml", "place-order.saga.yaml", "place-order.choreography.yaml", "place-order.test.yaml",
  ]

  static func sample(_ name: String) throws -> SourceText {
    let folder = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../sagas").standardized
    let bytes = try Data(contentsOf: folder.appendingPathComponent(name))
    return SourceText(path: "sagas/" + name, bytes: Array(bytes))
  }

  /// What is found in the project of the samples, as `CODE line:column`, with the first occurrence of a text in one file
  /// replaced by another; notes are left out.
  static func findings(in name: String, replacing text: String, by other: String) throws -> [String] {
    let sources = try files.map { file in
      let source = try sample(file)
      guard file == name else { return source }
      let range = try #require(source.text.range(of: text), "\(text)")
      return SourceText(path: source.path, text: source.text.replacingCharacters(in: range, with: other))
    }
    let compilation = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true)
    return compilation.diagnostics.filter { $0.severity != .note }.map { finding in
      let position = sources.first { $0.path == finding.file }?.position(at: finding.range.start)
      return "\(finding.code) \(position?.line ?? 0):\(position?.column ?? 0)"
    }
  }

  static func compiled() throws -> Compilation {
    Compiler.compile(try files.map { try sample($0) }, projectFolder: "sagas", isWholeProject: true)
  }

  static func program() throws -> SagaProgram {
    let compilation = try compiled()
    #expect(compilation.faults == [])
    return try #require(compilation.sagas.first?.program)
  }

  @Test("the samples have no finding")
  func clean() throws {
    let compilation = try Self.compiled()
    #expect(compilation.faults == [])
    #expect(compilation.summary.files == 4)
    #expect(compilation.sagas.map { $0.name } == ["place-order"])
  }

  @Test("steps and nodes stand in the order of the file")
  func order() throws {
    let program = try Self.program()
    #expect(program.steps.map { $0.name } == ["charge", "reserve", "ship", "delivery.started.v1", "notify"])
    #expect(program.steps.map { $0.path } == program.steps.map { $0.name })
    #expect(program.entry == NodeID(0))
    #expect(program.nodes.map { $0.next?.index } == [1, 2, 3, 4, 5, nil])
    #expect(program.nodes.last?.instruction == .finish)
    #expect(
      program.operations.map { $0.name } == [
        "payment.charge", "payment.refund", "inventory.reserve", "inventory.release", "delivery.request",
        "notification.send",
      ])
    #expect(program.startedBy.map { program.event($0).name } == "order.created.v1")
    #expect(program.key?.written == "order-${input.orderId}")
    #expect(program.tuning.deadline == .minutes(30))
  }

  @Test(
    "each call has its policy",
    arguments: [
      ("charge", 5, Int64(200)), ("reserve", 5, 200), ("ship", nil, 1000), ("notify", 5, 200),
    ] as [(String, Int?, Int64)])
  func policies(step: String, attempts: Int?, wait: Int64) throws {
    let program = try Self.program()
    let policy = program.policy(try program.invoke(step).call.policy)
    #expect(policy.timeout == .seconds(10))
    #expect(policy.retry.attempts == attempts)
    #expect(policy.retry.wait == Milliseconds(wait))
  }

  @Test("an undo is retried without end, as the defaults say")
  func undo() throws {
    let program = try Self.program()
    let undo = try #require(try program.invoke("charge").undo.first)
    #expect(program.operation(undo.call.operation).name == "payment.refund")
    #expect(undo.call.arguments.written == "{orderId: ${input.orderId}, reason: ${saga.failure.code}}")
    let policy = program.policy(undo.call.policy)
    #expect(policy.retry == RetryPolicy(attempts: nil, wait: .seconds(1), factor: 2, max: .minutes(5), hasJitter: true))
  }

  @Test(
    "fields of events are found by name",
    arguments: [
      ("charge", "{orderId: ${input.orderId}, paymentId: ${charge.paymentId}}"),
      ("reserve", "{orderId: ${input.orderId}, reservationId: ${reserve.reservationId}}"),
    ])
  func emissions(step: String, fields: String) throws {
    let program = try Self.program()
    #expect(try program.invoke(step).emissions.map { $0.data.written } == [fields])
  }

  @Test("what is before the pivot, the pivot, and what is after it, are told apart")
  func positions() throws {
    let program = try Self.program()
    #expect(try program.invoke("charge").position == .beforePivot)
    #expect(try program.invoke("reserve").position == .beforePivot)
    #expect(try program.invoke("ship").position == .pivot)
    #expect(try program.invoke("ship").onUnknown == .retry)
    #expect(try program.invoke("notify").position == .afterPivot)
    #expect(try program.invoke("notify").isOptional)
  }

  @Test("a state before the arrow is entered at dispatch, the one after it with the result")
  func moves() throws {
    let program = try Self.program()
    let charge = try program.invoke("charge")
    #expect(charge.dispatched.map { $0.state } == ["PAYMENT_PROCESSING"])
    #expect(charge.succeeded.map { $0.state } == ["PAID"])
    #expect(try program.invoke("ship").dispatched.isEmpty)
    #expect(program.outcome.compensating.moves.map { $0.state } == ["CANCELING"])
    #expect(
      program.outcome.compensated.emissions.map { $0.data.written } == [
        "{orderId: ${input.orderId}, reason: ${saga.failure.code}}"
      ])
  }

  @Test("the wait ends in an alert, after two hours")
  func wait() throws {
    let program = try Self.program()
    guard case .wait(let wait) = program.nodes[3].instruction else { throw Mismatch() }
    #expect(wait.otherwise == .alert)
    #expect(wait.policy.map { program.policy($0).timeout } == .hours(2))
    #expect(wait.event.flatMap { program.event($0).key } == "orderId")
  }

  @Test("every node and step has its place in the file")
  func places() throws {
    let compilation = try Self.compiled()
    let source = try Self.sample("place-order.saga.yaml")
    let debug = try #require(compilation.sagas.first?.debug)
    #expect(debug.steps.map { source.text(in: $0) } == ["charge", "reserve", "ship", "wait", "notify"])
    #expect(debug.nodes.dropLast().map { source.text(in: $0) } == ["charge", "reserve", "ship", "wait", "notify"])
  }

  struct Mismatch: Error {}
}

extension Compilation {
  /// What was found, but notes.
  fileprivate var faults: [String] {
    diagnostics.filter { $0.severity != .note }.map { "\($0.code) \($0.message)" }
  }
}
