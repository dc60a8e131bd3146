import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// Faults that come at their time, whatever else happens.
struct Trouble {
  let fault: SimulationFault
  let name: String
  var random: Randomness
  /// Whether it is the end of one that began before.
  var isEnd = false
}

extension SimulatedWorld {
  /// How often a fault of this kind befalls a run at most.
  private static let timesMax = 4

  /// Plans what goes wrong with process, disk, clock and services, and what people do to sagas.
  mutating func planTrouble() {
    let world: [SimulationFault] = [.crash, .power, .disk, .full, .clock, .pause, .outage]
    for fault in world {
      for number in 1...Self.timesMax {
        guard var random = dice.strikes(fault, "\(number)", oneIn: 2) else { continue }
        // Most of it where most happens: while sagas begin.
        let span = random.strikes(oneIn: 3) ? Int(calmAt.count) : max(1, Int(calmAt.count) - 110_000)
        let at = Milliseconds(Int64(random.number(below: max(1, span))))
        agenda.plan(.trouble(Trouble(fault: fault, name: "\(number)", random: random)), at: at)
      }
    }
    for subject in subjects {
      for fault in [SimulationFault.cancel, .hold] {
        guard var random = dice.strikes(fault, subject.name, oneIn: 5) else { continue }
        let start = Milliseconds(Int64(subject.ordinal * 20))
        let delay = Milliseconds(Int64(random.number(below: random.strikes(oneIn: 2) ? 500 : 60_000)))
        agenda.plan(.trouble(Trouble(fault: fault, name: subject.name, random: random)), at: start + delay)
      }
    }
  }

  /// Has something go wrong, or be over.
  mutating func carryOut(_ trouble: Trouble) {
    var random = trouble.random
    switch trouble.fault {
    case .crash, .power: strikeProcess(trouble)
    case .disk:
      tell("disk", "", "an operation is going to fail")
      disk.fail(.all, after: random.number(below: 80))
    case .full:
      if trouble.isEnd { return disk.limit(to: nil) }
      tell("disk", "", "is nearly full")
      disk.limit(to: disk.used + random.number(below: 60_000))
      end(trouble, after: random.number(below: 60_000))
    case .clock: setClock(&random)
    case .pause:
      // Mostly short, so that something else happens, too.
      let length = Int64(random.number(below: random.strikes(oneIn: 4) ? 90_000 : 2000))
      standsStillUntil = now + Milliseconds(length)
      tell("process", "", "stands still for \(length) ms")
    case .outage:
      let services = simulation.programs.flatMap { $0.operations.map { String($0.name.prefix { $0 != "." }) } }
      guard !services.isEmpty else { return }
      let service = services[random.number(below: services.count)]
      outages[service] = now + Milliseconds(Int64(random.number(below: 180_000)))
      tell("service", service, "cannot be reached")
    case .cancel, .hold: operate(trouble)
    default: return
    }
  }

  private mutating func end(_ trouble: Trouble, after delay: Int) {
    var over = trouble
    over.isEnd = true
    agenda.plan(.trouble(over), at: now + Milliseconds(Int64(delay)))
  }

  private mutating func strikeProcess(_ trouble: Trouble) {
    guard daemon != nil, doom == nil else { return }
    var random = trouble.random
    let survivals = FaultyDisk.Survival.allCases
    let survival = trouble.fault == .power ? survivals[random.number(below: survivals.count)] : nil
    switch random.number(below: 3) {
    case 0: end(survival)
    case 1: doom = .afterCommit(survival)
    default:
      doom = .inCommit(survival)
      disk.fail([.writes, .flushes], after: random.number(below: 40), forever: true)
    }
  }

  private mutating func setClock(_ random: inout Randomness) {
    let offset: Int64 =
      switch random.number(below: 4) {
      case 0: -Int64(random.number(below: 3_600_000))
      case 1: 3_600_000 + Int64(random.number(below: 86_400_000))
      case 2: Int64(random.number(below: 290_000))
      default: 0
      }
    landRequests()
    time.setWall(ahead: Milliseconds(offset))
    tell("clock", "", "is set \(offset) ms ahead of the truth")
  }

  private mutating func operate(_ trouble: Trouble) {
    guard let subject = subjects.first(where: { $0.name == trouble.name }), let uid = subject.uid else { return }
    var random = trouble.random
    if trouble.fault == .cancel {
      let cancel = CancelRequest(uid: uid, reason: "simulated", by: "simulation", ticket: Ticket(0))
      tell("client", subject.name, "cancels")
      return request(.cancel(cancel), "\(subject.name) cancel", after: Milliseconds(1))
    }
    let verb = trouble.isEnd ? "resume" : "pause"
    operate(verb, uid, subject.name)
    if !trouble.isEnd { end(trouble, after: random.number(below: 30_000)) }
  }

  /// Has an operator do something.
  mutating func operate(_ verb: String, _ uid: String, _ name: String, step: String? = nil, output: JSON? = nil) {
    let act = OperatorRequest(
      uid: uid, verb: verb, step: step, output: output, reason: "simulated", by: "simulation", ticket: Ticket(0))
    tell("operator", name, "\(verb) \(step ?? "")")
    request(.operate(act), "\(name) \(verb) \(step ?? "")", after: Milliseconds(1))
  }
}
