import SkaldCore
import SkaldRuntime
import SkaldValue

/// Decides which calls begin now and which wait for their turn. It makes none, and asks no clock.
///
/// A call waits at its service. Undos go before what moves forward, the sagas take turns, and in a saga the older
/// instance comes first. A waiting call is a row of a table here: it has no task and costs no thread.
final class Admission {
  private let limits: [String: HandlerLimit]
  private let breaker: CircuitBreaker?
  private var operations: [String: OperationGate] = [:]
  private var services: [String: ServiceGate] = [:]
  private var waiting: [CallName: WaitingCall] = [:]
  private var deadlines = Heap<WaitingLimit>()
  private var arrivals = 0

  /// - Parameters:
  ///   - limits: By the names of services and operations.
  ///   - breaker: For services without a limit of their own.
  init(limits: [String: HandlerLimit] = [:], breaker: CircuitBreaker? = .standard) {
    self.limits = limits
    self.breaker = breaker
  }

  /// How many calls wait.
  var waitingCount: Int { waiting.count }

  // MARK: Handlers

  /// The operation of a name, which need not have been heard of before.
  func operation(_ name: String, at now: Timestamp) -> OperationGate {
    if let known = operations[name] { return known }
    let gate = Gate(name, limits[name], at: now)
    let operation = OperationGate(gate, of: service(Handlers.service(of: name), at: now))
    operations[name] = operation
    return operation
  }

  /// Takes over what the contracts of a program say, as far as no limit says otherwise.
  func learn(_ program: SagaProgram, at now: Timestamp) {
    for (index, declared) in program.operations.enumerated() {
      let operation = operation(declared.name, at: now)
      guard declared.isDeclared, limits[declared.name]?.concurrency == nil else { continue }
      var limit = limits[declared.name] ?? HandlerLimit()
      limit.concurrency = program.tuning.concurrency(of: OperationID(index))
      operation.gate.set(limit.isOpen ? nil : limit, at: now)
      operation.service.isDirty = true
      operation.service.refresh()
    }
  }

  /// Every service and every operation that is known, by name.
  var states: [HandlerState] {
    let states = services.values.map { HandlerState($0) } + operations.values.map { HandlerState($0) }
    return states.sorted { $0.name < $1.name }
  }

  /// Holds the calls of a service or an operation back, or lets them go on.
  /// - Returns: whether there is one of that name.
  func set(isPaused: Bool, _ name: String) -> Bool {
    let service = services[name]
    guard let gate = service?.gate ?? operations[name]?.gate, let home = service ?? operations[name]?.service else {
      return false
    }
    gate.isPaused = isPaused
    home.isDirty = true
    home.refresh()
    return true
  }

  private func service(_ name: String, at now: Timestamp) -> ServiceGate {
    if let known = services[name] { return known }
    let limit = limits[name]
    let service = ServiceGate(Gate(name, limit, at: now), breaker: limit.map { $0.breaker } ?? breaker)
    services[name] = service
    return service
  }

  // MARK: Calls

  /// A call is to be made.
  /// - Returns: what it has while it is under way; nil where it waits, until ``admit(at:)``, ``expire(at:)`` or
  ///   ``leave(_:)`` has it.
  func arrive(_ name: CallName, _ call: HandlerCall, _ operation: OperationGate, at now: Timestamp) -> Pass? {
    if operation.isFree { return operation.service.begin(operation, nil) }
    if let pass = operation.service.pass(call, operation, at: now) { return pass }
    arrivals += 1
    let call = WaitingCall(name, call, operation, number: arrivals)
    waiting[name] = call
    deadlines.push(WaitingLimit(call: call))
    operation.service.enqueue(call)
    return nil
  }

  /// A call is given up.
  /// - Returns: whether it waited, and does not any more.
  func leave(_ name: CallName) -> Bool {
    guard !waiting.isEmpty, let call = waiting.removeValue(forKey: name) else { return false }
    remove(call)
    return true
  }

  /// A call that began is over. What that says of its service is for ``vote(_:_:at:)``.
  func end(_ pass: Pass) { pass.operation.service.end(pass) }

  /// Says what became of a call; at most once for each.
  func vote(_ pass: Pass, _ verdict: CallVerdict, at now: Timestamp) {
    if verdict.kind == .alive, pass.operation.isFree, verdict.hold == nil {
      // The hot path.
      return pass.operation.service.noteAlive()
    }
    pass.operation.service.vote(verdict, isProbe: pass.isProbe, at: now)
  }

  /// The waiting calls that may begin now, in turn.
  func admit(at now: Timestamp) -> [(call: WaitingCall, pass: Pass)] {
    guard !waiting.isEmpty else { return [] }
    var admitted: [(call: WaitingCall, pass: Pass)] = []
    let ready = services.values.filter { service in
      service.gate.waiting > 0 && (service.isDirty || service.wake.map { $0 <= now } ?? false)
    }
    for service in ready.sorted(by: { $0.gate.name < $1.gate.name }) { admitted += service.admit(at: now) }
    for entry in admitted { waiting[entry.call.name] = nil }
    return admitted
  }

  /// The waiting calls whose time is up. They were never made, which is why they had no effect.
  func expire(at now: Timestamp) -> [(name: CallName, result: CallResult)] {
    var expired: [(name: CallName, result: CallResult)] = []
    while let first = deadlines.first(), first.deadline <= now {
      let call = first.call
      waiting[call.name] = nil
      expired.append((call.name, .retryable(effect: .none, notBefore: nil, message: call.operation.reason)))
      remove(call)
    }
    return expired
  }

  /// When ``admit(at:)`` and ``expire(at:)`` have something to do by time alone; nil where they have not.
  func nextWake() -> Timestamp? {
    guard !waiting.isEmpty else { return nil }
    var next = deadlines.first()?.deadline
    for service in services.values where service.gate.waiting > 0 {
      if let wake = service.wake { next = min(next ?? wake, wake) }
    }
    return next
  }

  /// Forgets the calls that wait.
  func close() {
    for call in waiting.values { call.operation.service.dequeue(call) }
    waiting = [:]
  }

  private func remove(_ call: WaitingCall) {
    call.operation.service.dequeue(call)
    // The one that was to follow it must not wait for a call that never ends.
    if let lock = call.lock, let next = lock.gate.unpark(lock.value) { next.operation.service.line(next) }
  }
}
