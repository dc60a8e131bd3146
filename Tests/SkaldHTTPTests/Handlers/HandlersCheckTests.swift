import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Handlers against the programs that call them")
struct HandlersCheckTests {
  private struct Named: Handler {
    var name: String
    func perform(_ call: HandlerCall) async -> CallResult { .ok(.string(name)) }
  }

  private func program(calling operations: [String]) -> SagaProgram {
    SagaProgram(
      name: "p", version: 1, input: .any, key: nil, startedBy: nil, entities: [],
      operations: operations.map { Operation(name: $0) }, events: [], steps: [], nodes: [Node(.finish)],
      entry: NodeID(0), outcome: Outcome(), output: nil, tuning: Tuning())
  }

  @Test("operations without a handler are missing, each once and sorted")
  func missing() {
    var handlers = Handlers()
    handlers.use(Named(name: "a"), for: "payment.charge")
    let programs = [
      program(calling: ["payment.refund", "payment.charge"]), program(calling: ["payment.refund", "a.b"]),
    ]
    #expect(handlers.missing(for: programs) == ["a.b", "payment.refund"])
  }

  @Test("handlers that nobody calls are extra, of operations and of services")
  func extra() {
    var handlers = Handlers()
    handlers.use(Named(name: "a"), for: "payment.chrage")
    handlers.use(Named(name: "b"), forService: "paymnet")
    handlers.use(Named(name: "c"), forService: "payment")
    #expect(handlers.extra(for: [program(calling: ["payment.charge"])]) == ["payment.chrage", "paymnet"])
  }

  @Test("an operation's own handler goes before its service's")
  func precedence() async throws {
    var handlers = Handlers()
    handlers.use(Named(name: "service"), forService: "payment")
    handlers.use(Named(name: "own"), for: "payment.charge")
    let own = try await #require(handlers.handler(for: "payment.charge")).perform(.sample())
    let service = try await #require(handlers.handler(for: "payment.refund")).perform(.sample())
    #expect(own == .ok("own"))
    #expect(service == .ok("service"))
    #expect(handlers.missing(for: [program(calling: ["inventory.reserve"])]) == ["inventory.reserve"])
    #expect(handlers.missing(for: [program(calling: ["payment.void"])]) == [])
  }
}
