import SkaldCore
import SkaldRuntime
import SkaldValue

@testable import SkaldEngine

/// A kernel, its store, and services that remember what they did: everything but threads and real time.
final class World {
  let programs: [SagaProgram]
  private let open: () -> any Store
  private(set) var kernel: Kernel
  private(set) var now = VirtualRun.epoch
  private(set) var replies: [Ticket: Reply] = [:]
  private(set) var ended: [InstanceID: Status] = [:]
  /// The idempotency keys under which an operation took effect.
  private(set) var effects: [String: Set<String>] = [:]
  /// How many calls reached the services.
  private(set) var calls = 0
  private var mock: MockScript
  private var agenda = Agenda()
  private var nextTicket: Int64 = 1
  private let options: Kernel.Options

  init(
    _ programs: [SagaProgram] = [TestPrograms.order()], mock: [String] = [], restingMax: Int = 1024,
    recoveryGrace: Milliseconds = Milliseconds(0), handlers: Handlers? = nil, inProcess: Set<String> = [],
    store open: @escaping () -> any Store
  ) throws {
    self.programs = programs
    self.open = open
    self.mock = MockScript(try mock.map { try MockScript.Rule(parsing: $0) })
    var options = Kernel.Options()
    options.identity = .counting
    options.recoveryGrace = recoveryGrace
    options.restingMax = restingMax
    options.runsInProcess = { inProcess.contains($0) }
    options.transactions = handlers?.transactions
    self.options = options
    kernel = try Kernel(store: open(), programs: programs, options: options, at: now)
    perform(try kernel.recover(at: now))
  }

  /// Lets the store go, so that somebody else may open it; ``crash()`` takes it up again.
  func close() throws { kernel = try Kernel(store: MemoryStore(), programs: [], at: now) }

  /// Loses everything that is not in the store, calls in flight included, and starts anew.
  func crash() throws {
    agenda = Agenda()
    // The kernel before is let go first, so that a file is free for the next one.
    try close()
    kernel = try Kernel(store: open(), programs: programs, options: options, at: now)
    perform(try kernel.recover(at: now))
  }

  // MARK: Requests

  func ticket() -> Ticket {
    nextTicket += 1
    return Ticket(nextTicket)
  }

  @discardableResult
  func start(
    order: Int64, amount: Int64 = 5, key: String? = nil, saga: String = "order", labels: [Label] = []
  ) -> Reply? {
    let ticket = ticket()
    process([
      .start(
        StartRequest(
          saga: saga, input: ["orderId": .int(order), "amount": .int(amount)], key: key, labels: labels,
          ticket: ticket))
    ])
    return replies[ticket]
  }

  @discardableResult
  func send(_ name: String, id: String, order: Int64) -> Reply? {
    let ticket = ticket()
    process([.event(Self.event(name, id: id, order: order, ticket))])
    return replies[ticket]
  }

  static func event(_ name: String, id: String, order: Int64, _ ticket: Ticket) -> IncomingEvent {
    let data: JSON = ["orderId": .int(order), "deliveryId": "d-1", "amount": 5]
    return IncomingEvent(source: "/test", event: ReceivedEvent(id: id, name: name, data: data), ticket: ticket)
  }

  @discardableResult
  func cancel(_ uid: String) -> Reply? {
    let ticket = ticket()
    process([.cancel(CancelRequest(uid: uid, reason: "changed my mind", by: "somebody", ticket: ticket))])
    return replies[ticket]
  }

  // MARK: Time

  func process(_ inputs: [Input], flush: Bool = false) {
    perform(kernel.process(inputs, at: now, flush: flush))
  }

  /// One thing that is due next; false where nothing is due within the day.
  func step(within length: Milliseconds = .hours(24)) -> Bool {
    let next = [agenda.first, kernel.nextWake].compactMap { $0 }.min()
    guard let next, next - now < length else { return false }
    now = max(now, next)
    process(agenda.popAll(until: now))
    return true
  }

  /// Goes on until nothing is due.
  func run(limit: Int = 2000, within length: Milliseconds = .hours(24)) {
    var count = 0
    while count < limit, step(within: length) { count += 1 }
  }

  func advance(_ length: Milliseconds) { now = now + length }

  func state(_ number: Int64) throws -> SagaState { try kernel.state(of: InstanceID(number)).0 }

  private func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call): serve(id, call.invocation)
      case .reply(let ticket, let reply): replies[ticket] = reply
      case .ended(let id, let status): ended[id] = status
      case .abandon, .transition: continue
      }
    }
  }

  private func serve(_ id: InstanceID, _ invocation: Invocation) {
    calls += 1
    let answer = mock.answer(invocation, programs[0])?.result
    switch answer {
    case .ok, nil: effects[invocation.operation, default: []].insert(invocation.idempotencyKey)
    case .refused, .retryable, .lost, .pending, .blocked: break
    }
    if let answer { agenda.plan(.answer(id, invocation.id, answer), at: now + VirtualRun.latency) }
  }
}
