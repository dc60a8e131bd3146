import SkaldCore
import SkaldRuntime
import SkaldValue

/// Handlers that answer at once with a value of the contract's shape.
struct BenchHandlers: HandlerSource {
  private struct NoOperation: Handler {
    let output: JSON?
    /// The code with which some sagas are refused; nil where none are.
    let refusal: String?
    let workload: Bench.Workload
    var isImmediate: Bool { true }

    func perform(_ call: HandlerCall) async -> CallResult {
      if let refusal, let number = Self.number(of: call.invocation.arguments), workload.refuses(number) {
        return .refused(code: refusal, message: "")
      }
      return .ok(output)
    }

    /// The saga's number: it is in every integer of its input.
    private static func number(of arguments: JSON) -> Int? {
      arguments.object?.lazy.compactMap { $0.value.int }.first.map { Int($0) }
    }
  }

  private let handlers: [String: NoOperation]

  init(_ program: SagaProgram, _ workload: Bench.Workload) {
    let calls = program.nodes.compactMap { node -> OperationID? in
      if case .invoke(let invoke) = node.instruction { invoke.call.operation } else { nil }
    }
    let third = calls.count > 2 ? program.operation(calls[2]).name : nil
    var handlers: [String: NoOperation] = [:]
    for operation in program.operations {
      handlers[operation.name] = NoOperation(
        output: operation.output.map { SampleValue(number: 1).value(of: $0, named: "value") },
        refusal: operation.name == third ? operation.refusals.first ?? "refused" : nil, workload: workload)
    }
    self.handlers = handlers
  }

  func handler(for operation: String) -> (any Handler)? { handlers[operation] }
}

/// Acknowledges every event at once.
struct NullSink: Sink {
  let name = "null"

  func deliver(_ event: OutboundEvent) async throws(SinkError) {}
}
