import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// Compares what the engine says with what really happened.
extension SimulatedWorld {
  /// An instance as the store has it at the end.
  struct Ended {
    let uid: String
    let name: String
    let state: SagaState
    let program: SagaProgram
  }

  /// Checks everything at the end of a run.
  mutating func check() {
    guard daemon != nil else { return find("store", "", "the engine cannot be started any more") }
    if calmFailures >= Self.calmFailuresMax {
      find("store", "", "the store fails although nothing goes wrong any more")
    }
    for subject in subjects where subject.uid == nil && subject.refusal == nil {
      find("end", subject.name, "its start was never answered")
    }
    var instances: [Ended] = []
    for (uid, name) in names.sorted(by: { Int64($0.key) ?? 0 < Int64($1.key) ?? 0 }) {
      guard let id = Int64(uid).map({ InstanceID($0) }), let (state, program) = try? daemon?.kernel.state(of: id) else {
        find("acknowledged", name, "the instance is gone")
        continue
      }
      instances.append(Ended(uid: uid, name: name, state: state, program: program))
      outcome.ends[state.status, default: 0] += 1
    }
    let sums = Dictionary(grouping: services.ledger.sums) { $0.key.instance }
    for instance in instances {
      checkEnd(instance)
      let mine = (sums[instance.uid] ?? []).map { (record: $0.key.record, sum: $0.value) }
      for message in EffectCheck(instance.state, instance.program, mine).faults {
        find("effects", instance.name, message)
      }
    }
    checkEvents()
    checkIsolation(instances)
  }

  /// Every saga ends, unless it waits for something that the simulation cannot make up.
  private mutating func checkEnd(_ instance: Ended) {
    let state = instance.state
    guard !state.status.isTerminal else { return }
    guard state.openWaits(instance.program).isEmpty else { return }
    let incidents = state.incidents.map { "\($0.kind) \($0.step)" }.joined(separator: ", ")
    let more = incidents.isEmpty ? "" : ": \(incidents)"
    find("end", instance.name, "is still \(state.status.rawValue) although nothing goes wrong any more\(more)")
  }

  /// Every event that was committed is delivered; of one key in order, and repeats go on from where they began.
  private mutating func checkEvents() {
    guard let outbox = try? daemon?.outbox() else { return find("store", "", "the outbox cannot be read") }
    var places: [String: (key: String, index: Int)] = [:]
    var counts: [String: Int] = [:]
    for event in outbox {
      places[event.id] = (event.orderingKey, counts[event.orderingKey, default: 0])
      counts[event.orderingKey, default: 0] += 1
    }
    var reached: [String: Int] = [:]
    var last: [String: Int] = [:]
    for event in delivered {
      guard let (key, index) = places[event.id] else {
        find("acknowledged", event.saga, "\(event.event.name) \(event.id) was delivered, and is in no outbox")
        continue
      }
      if index > last[key, default: -1] + 1 {
        find("order", event.saga, "\(event.event.name) \(event.id) came before one that was emitted earlier")
      }
      last[key] = index
      reached[key] = max(reached[key] ?? -1, index)
    }
    for event in outbox where places[event.id].map({ $0.index > reached[$0.key] ?? -1 }) == true {
      find("delivery", event.saga, "\(event.event.name) \(event.id) was never delivered")
    }
  }

  /// Of two sagas that hold an entity one does all of its work before the other does any.
  private mutating func checkIsolation(_ instances: [Ended]) {
    var statuses: [String: Status] = [:]
    for instance in instances { statuses[instance.uid] = instance.state.status }
    var last: [Ledger.Hold: String] = [:]
    var before: [Ledger.Hold: Set<String>] = [:]
    for entry in services.ledger.entries where entry.deed == .applied || entry.deed == .undone {
      let mine = entry.place.instance
      for hold in entry.holds {
        guard let other = last[hold], other != mine else {
          last[hold] = mine
          continue
        }
        last[hold] = mine
        before[hold, default: []].insert(other)
        guard before[hold]?.contains(mine) == true else { continue }
        outcome.interleavings += 1
        guard hold.isLocked else { continue }
        let kind = statuses[mine] == .compensated ? "a dirty read" : "a lost update"
        let name = names[mine] ?? mine
        find("isolation", name, "\(kind): \(names[other] ?? other) worked on \(hold.entity) between two of its steps")
      }
    }
  }

  /// What is in memory is what the journals tell.
  mutating func compareJournals() {
    guard let kernel = daemon?.kernel, kernel.fault == nil else { return }
    for id in kernel.changed where kernel.isLive(id) {
      guard let told = try? daemon?.told(id), let (state, program) = try? kernel.state(of: id) else { continue }
      outcome.comparisons += 1
      guard told != state else { continue }
      find("journal", "\(program.name) \(state.start.key ?? state.start.uid)", "its journal tells another state")
    }
  }

  /// What the run came to.
  func result() -> SimulationResult {
    var result = outcome
    result.refused = subjects.count { $0.uid == nil && $0.refusal != nil }
    result.struck = dice.struck
    for occurrence in dice.struck { result.faults[occurrence.fault, default: 0] += 1 }
    result.deliveries = delivered.count
    result.commits = commitsBefore
    result.elapsed = now
    let names = Set(result.findings.map(\.saga))
    result.concerned = subjects.filter { names.contains($0.name) }.map(\.ordinal)
    return result
  }
}
