import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Begins an instance, or finds the one that the key stands for.
  func start(_ request: StartRequest) throws(StoreError) {
    let key: String?
    let definition: Definition
    do throws(EngineError) {
      definition = try startable(request.saga)
      key = try startKey(definition, input: request.input, given: request.key)
    } catch {
      return actions.append(.reply(request.ticket, .refused(error)))
    }
    let hash = hashOfInput(request.input)
    if let key, let found = try existing(definition, key: key) {
      let reply: Reply =
        found.inputHash == hash ? .started(uid: found.uid, isNew: false) : .refused(Self.mismatch(key))
      return actions.append(.reply(request.ticket, reply))
    }
    let time = request.time.map { $0.time(from: now) }
    if let time, time - now > StartTime.delayMax {
      let error = SchemaViolation(path: "at", message: "expected a time within ten years")
      let fault = EngineError(code: .inputInvalid, message: "the start is too far away", errors: [error])
      return actions.append(.reply(request.ticket, .refused(fault)))
    }
    if let time, time > now {
      let uid = try schedule(definition, input: request.input, key: key, hash: hash, .time(time), request.labels)
        .state.start.uid
      return actions.append(.reply(request.ticket, .started(uid: uid, isNew: true)))
    }
    let labels = request.labels
    switch try begin(definition, input: request.input, key: key, hash: hash, trigger: nil, labels: labels) {
    case .began(let uid): actions.append(.reply(request.ticket, .started(uid: uid, isNew: true)))
    case .lockedOut(let name, let held):
      if let length = definition.lockWait(of: name) {
        let wait = StartWait.entity(since: now, until: now + length)
        let instance = try schedule(definition, input: request.input, key: key, hash: hash, wait, labels)
        locks.wait(.instance(instance.id.number), for: name)
        return actions.append(.reply(request.ticket, .started(uid: instance.state.start.uid, isNew: true)))
      }
      let error = EngineError(code: .entityLocked, message: held.message)
      actions.append(.reply(request.ticket, .refused(error)))
    }
  }

  /// What came of a beginning.
  enum Beginning {
    /// The instance of this public id began.
    case began(uid: String)
    /// Another instance holds an entity; nothing began.
    case lockedOut(EntityName, HeldEntity)
  }

  /// Makes an instance and gives it the events that came before it.
  func begin(
    _ definition: Definition, input: JSON, key: String?, hash: Int64, trigger: String?, labels: [Label] = [],
    first: ReceivedEvent? = nil
  ) throws(StoreError) -> Beginning {
    let (instance, commands) = make(definition, input: input, key: key, hash: hash, trigger: trigger)
    if definition.hasLocks, let (name, held) = try lockOut(instance) { return .lockedOut(name, held) }
    try add(instance, commands, labels, first: first)
    return .began(uid: instance.state.start.uid)
  }

  /// An instance as it would be, with the number that is next.
  func make(
    _ definition: Definition, input: JSON, key: String?, hash: Int64, trigger: String? = nil, wait: StartWait? = nil
  ) -> (LiveInstance, [Command]) {
    let id = InstanceID(nextInstance)
    let start = Start(uid: mint.uid(of: id, startedAt: now), key: key, input: input, trigger: trigger, wait: wait)
    let (state, commands) = definition.machine.begin(at: now, start)
    return (LiveInstance(id: id, definition: definition, state: state, sequence: 0, inputHash: hash), commands)
  }

  /// Takes in an instance that was made, and gives it the events that came before it, after the one that made it.
  func add(
    _ instance: LiveInstance, _ commands: [Command], _ labels: [Label] = [], first: ReceivedEvent? = nil
  ) throws(StoreError) {
    nextInstance += 1
    let all = instance.definition.labels.overridden(by: labels)
    if !all.isEmpty { batch.labels.append(.init(instance.id, all)) }
    instance.isNew = true
    live[instance.id.number] = instance
    if let key = instance.state.start.key { startedKeys[key, default: []].append(instance) }
    register(instance)
    note(commands, of: SagaEvent(at: now, .started(instance.state.start)), instance)
    if let first { try reduce(instance, .received(first)) }
    if !parking.isEmpty { try takeParked(instance) }
  }

  /// The instance that a key stands for: one of this batch, or one of the store.
  func existing(_ definition: Definition, key: String) throws(StoreError) -> (uid: String, inputHash: Int64)? {
    let name = definition.name
    for started in [startedKeys[key], committing?.batch.startedKeys[key]] {
      guard let new = started?.first(where: { $0.definition.name == name }) else { continue }
      return (new.state.start.uid, new.inputHash)
    }
    guard let row = try stored(saga: name, key: key) else { return nil }
    return (mint.uid(of: row.id, startedAt: row.startedAt), row.inputHash)
  }

  func startable(_ saga: String) throws(EngineError) -> Definition {
    guard let definition = active[saga], !definition.isParticipant else {
      let known = sagas.joined(separator: ", ")
      let near = nearest(saga, among: sagas).map { "did you mean `\($0)`?" } ?? "known are: \(known)"
      throw EngineError(code: .unknownSaga, message: "there is no saga `\(saga)`; \(near)")
    }
    return definition
  }

  func startKey(_ definition: Definition, input: JSON, given: String?) throws(EngineError) -> String? {
    let violations = definition.program.input.violations(of: input)
    guard violations.isEmpty else {
      let message = "the input is not what `\(definition.program.name)` asks for"
      throw EngineError(code: .inputInvalid, message: message, errors: violations)
    }
    let computed: String?
    do throws(Failure) {
      computed = try definition.program.businessKey(input: input)
    } catch {
      throw EngineError(
        code: .inputInvalid, message: "the key of `\(definition.program.name)` has no value",
        errors: [SchemaViolation(path: "key", message: error.message)])
    }
    guard let given, let computed else { return computed ?? given }
    guard given == computed else {
      throw EngineError(
        code: .inputInvalid, message: "the key is computed from the input",
        errors: [SchemaViolation(path: "key", message: "expected `\(computed)`, or no key at all")])
    }
    return computed
  }

  private static func mismatch(_ key: String) -> EngineError {
    EngineError(code: .inputMismatch, message: "the key `\(key)` stands for an instance with another input")
  }
}
