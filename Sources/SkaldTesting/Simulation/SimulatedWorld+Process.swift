import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// The process of the engine: how it begins, works and ends.
extension SimulatedWorld {
  /// How long after a start that failed the process is started again.
  private static let openAgain = Milliseconds.seconds(5)

  /// Starts the process.
  mutating func open() {
    guard daemon == nil else { return }
    do throws(StoreError) {
      var opened = try VirtualDaemon(simulation.programs, disk.store(), time: time)
      let actions = try opened.recover()
      daemon = opened
      if process > 0 { outcome.restarts += 1 }
      tell("process", "", "starts")
      perform(actions)
      publish()
    } catch {
      tell("process", "", "cannot start: \(error)")
      // A commit of the start may be in the file all the same; nothing of this process counts.
      disk.killProcess()
      disk.failNoMore()
      process += 1
      if isCalm { calmFailures += 1 }
      agenda.plan(.open, at: now + Self.openAgain)
    }
  }

  /// Has the first process end at a place.
  mutating func arm(_ point: CrashPoint?) {
    guard let point, case .operation(let count) = point.place else { return }
    doom = .inCommit(point.survival)
    disk.fail([.writes, .flushes], after: count, forever: true)
  }

  /// Whether the first process has come to the place where it ends.
  private func isOver(_ kernel: Kernel) -> Bool {
    guard process == 0, case .commit(let count)? = simulation.crashPoint?.place else { return false }
    return kernel.commits >= count
  }

  /// Has the engine take up what reached it.
  mutating func work() {
    guard daemon != nil else { return }
    var batch: [Input] = []
    while let incoming = inputs.pop(until: now) {
      if incoming.process == process { batch.append(incoming.input) }
    }
    guard !batch.isEmpty || daemon?.pause() == Milliseconds(0) else { return }
    take(batch)
  }

  mutating func take(_ batch: [Input], flush: Bool = false) {
    guard let kernel = daemon?.kernel else { return }
    let before = kernel.commits
    let actions = daemon?.take(batch, flush: flush) ?? []
    for refusal in daemon?.refusedTransitions ?? [] { find("transition", "", refusal) }
    if isCalm, kernel.fault != nil { calmFailures += 1 }
    if isOver(kernel) { return end(simulation.crashPoint?.survival) }
    switch doom {
    case .inCommit(let survival)?: if kernel.fault != nil { return end(survival) }
    case .afterCommit(let survival)?: if kernel.commits > before { return end(survival) }
    case nil: break
    }
    if simulation.comparesJournals { compareJournals() }
    perform(actions)
    publish()
  }

  /// Ends the process, or the power of its machine; what was under way is lost.
  mutating func end(_ survival: FaultyDisk.Survival?) {
    guard let kernel = daemon?.kernel else { return }
    commitsBefore += kernel.commits
    if let survival { disk.cutPower(survival) } else { disk.killProcess() }
    disk.failNoMore()
    tell("process", "", survival == nil ? "is killed" : "loses power")
    daemon = nil
    doom = nil
    process += 1
    inputs.removeAll()
    var random = dice.randomness(of: "downtime \(process)")
    let downtime = Milliseconds(Int64(10 + random.number(below: random.strikes(oneIn: 3) ? 30_000 : 500)))
    agenda.plan(.open, at: now + downtime)
    for (ticket, one) in asked.sorted(by: { $0.key < $1.key }) where !one.isAnswered {
      agenda.plan(.client(ticket), at: now + downtime + Self.askAgain)
    }
  }

  /// Does what the engine says may be done.
  private mutating func perform(_ actions: [Action]) {
    for action in actions {
      switch action {
      case .call(let id, let call): send(call, of: id)
      case .reply(let ticket, let reply): hear(reply, ticket)
      case .transition(let id, let commands, let state, _): follow(id, commands, state)
      case .ended(let id, _): live.remove(id)
      case .abandon: continue
      }
    }
  }

  /// Takes note of a transition: an event that is waited for is on its way.
  private mutating func follow(_ id: InstanceID, _ commands: [Command], _ state: SagaState) {
    if !state.status.isTerminal { live.insert(id) }
    guard let program = program(of: id) else { return }
    if names[state.start.uid] == nil {
      names[state.start.uid] = "\(program.name) \(state.start.key ?? state.start.uid)"
    }
    let name = names[state.start.uid] ?? ""
    if simulation.tellsStory {
      for entry in History.entries(program, state, commands, at: state.updatedAt, after: 0) { tell(entry, name) }
    }
    for case .record(.waiting(let record, _)) in commands { bring(record, id, state, program, name) }
  }

  /// The program of an instance, whether it is live or ended.
  private mutating func program(of id: InstanceID) -> SagaProgram? {
    if let known = programs[id] { return known }
    let found = daemon?.kernel.program(of: id) ?? (try? daemon?.kernel.state(of: id).1)
    programs[id] = found
    return found
  }

  private mutating func tell(_ entry: HistoryEntry, _ name: String) {
    let attempt = entry.attempt.map { $0 > 1 ? " (attempt \($0))" : "" } ?? ""
    let more = ["outcome", "code", "event", "state", "kind", "operation"].compactMap { entry.data?[$0]?.string }.first
    let text = [entry.type, entry.step ?? "", more ?? ""].filter { !$0.isEmpty }.joined(separator: " ")
    tell("engine", name, text + attempt)
  }

  /// Delivers what is durable to whoever hears it.
  mutating func publish() {
    guard daemon != nil else { return }
    do throws(StoreError) {
      var (dice, delivered, tries) = (self.dice, self.delivered, self.deliveryTries)
      defer { (self.dice, self.delivered, self.deliveryTries) = (dice, delivered, tries) }
      let progress = try daemon?.publish { event in
        tries[event.id, default: 0] += 1
        let name = "\(event.saga) \(event.subject ?? event.orderingKey) \(event.event.name) \(tries[event.id] ?? 0)"
        guard var random = dice.strikes(.sink, name, oneIn: 4) else {
          delivered.append(event)
          return nil
        }
        // Either the event does not arrive, or its acknowledgment does not.
        if random.strikes(oneIn: 2) { delivered.append(event) }
        return SinkError(message: "not now")
      }
      if let progress { inputs.plan(Incoming(process: process, input: progress), at: now + Milliseconds(100)) }
    } catch {
      // The store cannot be read; the relay tries again.
      if case .inCommit(let survival)? = doom { end(survival) }
    }
  }
}
