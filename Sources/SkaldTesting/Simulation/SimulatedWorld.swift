import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// One run of a simulation: clients, network, services, process, disk and clock, all in one thread.
struct SimulatedWorld {
  /// What happens outside of the engine.
  enum Happening {
    /// A call arrives at its service.
    case arrival(ServiceRequest)
    /// A client asks, or asks again.
    case client(Int64)
    /// Something goes wrong.
    case trouble(Trouble)
    /// The process is started.
    case open
    /// Nothing goes wrong any more.
    case calm
    /// An operator looks for what does not get on.
    case sweep(Int)
  }

  /// What reaches the engine; an answer only where the process is still the one that asked.
  struct Incoming {
    let process: Int
    let input: Input
  }

  /// A saga that somebody wants.
  struct Subject {
    let ordinal: Int
    let name: String
    let start: StartRequest
    /// The instance, once the start was acknowledged.
    var uid: String?
    /// Why there is none.
    var refusal: String?
  }

  /// Something that a client asks until it is answered.
  struct Asked {
    let name: String
    let input: Input
    var subject: Int?
    var isAnswered = false
  }

  /// How the process is about to end.
  enum Doom {
    /// With the next fault of the disk.
    case inCommit(FaultyDisk.Survival?)
    /// After the next commit, before anybody hears of it.
    case afterCommit(FaultyDisk.Survival?)
  }

  /// How much may happen; a run that goes round and round is over then.
  static let happeningsMax = 1_000_000
  /// How long a run may take once nothing goes wrong any more.
  static let calmMax = Milliseconds.days(60)
  /// How often the store may fail although nothing goes wrong any more; then it is broken.
  static let calmFailuresMax = 20
  /// How long a client waits until it asks again.
  static let askAgain = Milliseconds.seconds(1)

  let simulation: Simulation
  let disk: FaultyDisk
  let time = SimulatedTime()
  var dice: FaultDice
  var services: SimulatedServices
  var daemon: VirtualDaemon?
  var process = 0
  /// How often the store failed although nothing goes wrong any more.
  var calmFailures = 0
  var doom: Doom?
  var now = Milliseconds(0)
  var calmAt = Milliseconds(0)
  var isCalm = false
  /// Since when clients ask once more for what was acknowledged; nil before.
  var readBackSince: Milliseconds?
  var agenda = HappeningQueue<Happening>()
  var inputs = HappeningQueue<Incoming>()
  var standsStillUntil = Milliseconds(0)
  /// Until when a service cannot be reached.
  var outages: [String: Milliseconds] = [:]
  var subjects: [Subject] = []
  var asked: [Int64: Asked] = [:]
  var nextTicket: Int64 = 1
  /// Events of which the engine said that it has them.
  var acknowledgedEvents: [(event: IncomingEvent, at: Milliseconds)] = []
  /// What the receiver of events has, in the order in which it came.
  var delivered: [OutboundEvent] = []
  var deliveryTries: [String: Int] = [:]
  /// What instances are called in the story.
  var names: [String: String] = [:]
  var programs: [InstanceID: SagaProgram] = [:]
  var commitsBefore = 0
  var live: Set<InstanceID> = []
  var outcome: SimulationResult

  init(_ simulation: Simulation, _ disk: FaultyDisk) {
    self.simulation = simulation
    self.disk = disk
    dice = FaultDice(seed: simulation.seed, kinds: Set(simulation.kinds), only: simulation.only)
    services = SimulatedServices(flaws: simulation.flaws)
    outcome = SimulationResult(seed: simulation.seed)
    if simulation.flaws.contains(.diskLies) { disk.lieAboutFlushes() }
  }

  /// Runs to the end.
  mutating func run() {
    makeSubjects()
    planTrouble()
    agenda.plan(.calm, at: calmAt)
    open()
    arm(simulation.crashPoint)
    runUntil { $0.isCalm && $0.isSettled }
    readBack()
    check()
    daemon?.close()
    daemon = nil
  }

  /// Whether nobody waits for anything.
  var isSettled: Bool {
    daemon?.hasPublished == true && live.isEmpty && asked.values.allSatisfy(\.isAnswered)
  }

  mutating func runUntil(_ isOver: (SimulatedWorld) -> Bool) {
    var count = 0
    while !isOver(self), calmFailures < Self.calmFailuresMax, let next = nextMoment(), count < Self.happeningsMax,
      next.count - calmAt.count <= Self.calmMax.count
    {
      count += 1
      now = max(now, next)
      time.advance(to: now)
      while let happening = agenda.pop(until: now) { carryOut(happening) }
      if now >= standsStillUntil { work() }
    }
  }

  private mutating func nextMoment() -> Milliseconds? {
    guard daemon != nil else { return agenda.first }
    let pause = daemon?.pause()
    let engine = [inputs.first, pause.map { now + $0 }].compactMap { $0 }.min().map { max($0, standsStillUntil) }
    return [agenda.first, engine].compactMap { $0 }.min()
  }

  private mutating func carryOut(_ happening: Happening) {
    switch happening {
    case .arrival(let request): arrive(request)
    case .client(let ticket): ask(ticket)
    case .trouble(let trouble): carryOut(trouble)
    case .open: open()
    case .calm: calmDown()
    case .sweep(let number): sweep(number)
    }
  }

  /// Adds a line to the story, where it is told.
  mutating func tell(_ who: String, _ subject: String, _ text: @autoclosure () -> String) {
    guard simulation.tellsStory else { return }
    let seconds = "\(now.count / 1000).\(String(1000 + now.count % 1000).dropFirst())"
    let clock = String(repeating: " ", count: max(0, 9 - seconds.count)) + seconds
    let actor = who + String(repeating: " ", count: max(0, 8 - who.count))
    outcome.story.append("\(clock)  \(actor)  \(subject.isEmpty ? "" : "\(subject): ")\(text())")
  }

  mutating func find(_ rule: String, _ saga: String, _ message: String) {
    outcome.findings.append(.init(rule: rule, saga: saga, message: message))
  }
}
