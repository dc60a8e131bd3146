import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// A kernel whose batches overlap, over a store that may fail, and services whose answers queue up.
///
/// It asserts the output rule: whatever is to be done has its cause in what others can read from the store.
final class AheadWorld {
  let program: SagaProgram
  let store: FlakyStore
  let kernel: Kernel
  let committer = HeldCommitter()
  private let reader: any StoreReader
  private let refused: Set<String>
  private(set) var now = VirtualRun.epoch
  private(set) var replies: [Ticket: Reply] = [:]
  private(set) var ended: [InstanceID: Status] = [:]
  /// What was told, in order, in words.
  private(set) var told: [String] = []
  /// The idempotency keys of the calls that reached a service, by operation and order.
  private(set) var effects: [String: Set<String>] = [:]
  /// Answers that the services gave and nobody took.
  var answers: [Input] = []
  private var nextTicket: Int64 = 0

  /// - Parameter refused: operations that are refused.
  init(
    _ store: any Store, program: SagaProgram = TestPrograms.fourCalls(), refused: Set<String> = [],
    at time: Timestamp = VirtualRun.epoch
  ) throws {
    self.program = program
    self.refused = refused
    self.store = FlakyStore(store)
    now = time
    var options = Kernel.Options()
    options.identity = .counting
    options.recoveryGrace = Milliseconds(0)
    options.restingMax = 4
    kernel = try Kernel(store: self.store, programs: [program], options: options, at: time)
    reader = try store.reader()
    perform(try kernel.recover(at: time))
  }

  func startInput(_ order: Int64) -> (Ticket, Input) {
    nextTicket += 1
    let input: JSON = ["orderId": .int(order), "amount": 5]
    return (Ticket(nextTicket), .start(StartRequest(saga: "order", input: input, ticket: Ticket(nextTicket))))
  }

  func cancelInput(_ uid: String) -> (Ticket, Input) {
    nextTicket += 1
    let request = CancelRequest(uid: uid, reason: "enough", by: "ann", ticket: Ticket(nextTicket))
    return (Ticket(nextTicket), .cancel(request))
  }

  func takeAnswers(_ count: Int = .max) -> [Input] {
    let taken = Array(answers.prefix(count))
    answers.removeFirst(taken.count)
    return taken
  }

  func process(_ inputs: [Input]) { perform(kernel.process(inputs, at: now)) }
  func submit(_ inputs: [Input]) { perform(kernel.submit(inputs, at: now, to: committer)) }
  func takeAhead(_ inputs: [Input]) -> [Input] { kernel.takeAhead(inputs, at: now) }
  func conclude() { perform(kernel.conclude()) }
  func advance(_ length: Milliseconds) { now = now + length }

  /// Goes on, batch by batch, until nothing is due.
  func run(_ first: [Input] = []) {
    var inputs = first
    for _ in 0..<500 {
      process(inputs)
      inputs = takeAnswers()
      guard inputs.isEmpty else { continue }
      guard let next = kernel.nextWake else { return }
      now = max(now, next)
    }
  }

  private func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call):
        told.append("call \(call.invocation.operation) of \(id.number)")
        #expect(isCause(of: call.invocation.id, in: id), "\(call.invocation.operation) of \(id.number) is not durable")
        serve(id, call.invocation)
      case .reply(let ticket, let reply):
        told.append("reply \(ticket.number)")
        replies[ticket] = reply
        if case .started(let uid, _) = reply, let id = kernel.mint.instance(of: uid) {
          #expect((try? reader.instance(id)) != nil, "\(uid) is not durable")
        }
      case .ended(let id, let status):
        told.append("end of \(id.number)")
        #expect((try? reader.instance(id))?.status == status, "the end of \(id.number) is not durable")
        ended[id] = status
      case .abandon, .transition: continue
      }
    }
  }

  /// Whether the durable journal of an instance makes a call.
  private func isCause(of call: CallID, in id: InstanceID) -> Bool {
    guard let events = try? reader.journal(of: id).map(\.event),
      let lineage = Lineage.of(events, following: program, { _ in program }),
      let fold = try? History.fold(lineage, events)
    else { return false }
    return fold.state.inFlight.contains(call)
  }

  private func serve(_ id: InstanceID, _ invocation: Invocation) {
    let order = invocation.arguments["orderId"]?.int ?? 0
    guard !refused.contains(invocation.operation) else {
      let code = program.operations.first { $0.name == invocation.operation }?.refusals.first ?? "refused"
      return answers.append(.answer(id, invocation.id, .refused(code: code, message: "")))
    }
    effects["\(invocation.operation) \(order)", default: []].insert(invocation.idempotencyKey)
    let output = program.operations.first { $0.name == invocation.operation }?.output
    let value = output.map { SampleValue(number: 1).value(of: $0, named: "value") }
    answers.append(.answer(id, invocation.id, .ok(value)))
  }
}
