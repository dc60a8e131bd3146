import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Makes reactions of the steps of a saga: success leads forward, a refusal backward, and nobody is in charge.
struct FlowDeriver {
  let saga: BoundSaga
  /// The field of the input that names a flow.
  let key: String
  /// The participant that moves the entity and announces the ends.
  let announcer: String
  var links: [DerivedLink] = []
  var reactions: [DerivedReaction] = []
  /// The moves and the ends, which stand last.
  var announcements: [DerivedReaction] = []
  /// The links that tell that the flow turns back.
  var failures: [Int] = []
  /// The values of `set`, which are put in where they are read.
  var sets: [String: Template] = [:]
  /// Whether the way back is being made.
  var isTurning = false
  /// Whether an event of the saga may stand for what a participant tells the others.
  var usesOwnEvents = true
  /// The ends, by the event of the saga or one of their own.
  var completed: Int?
  var compensated: Int?
  private(set) var problems: [DerivationProblem] = []
  private var bases: Set<String> = []
  private var waited: Set<String> = []

  init(_ saga: BoundSaga, key: String) {
    self.saga = saga
    self.key = key
    announcer = saga.entities.first?.name ?? saga.name
  }

  mutating func report(_ message: String, at range: SourceRange, help: String? = nil) {
    let problem = DerivationProblem(message: message, help: help, range: range)
    if !problems.contains(problem) { problems.append(problem) }
  }

  /// A link with a name that no other one has.
  mutating func link(_ base: String, existing: [BoundEmission] = []) -> Int {
    var name = base
    var number = 2
    while !bases.insert(name).inserted {
      name = "\(base)-\(number)"
      number += 1
    }
    var link = DerivedLink(base: name)
    link.existing = usesOwnEvents ? existing.first { mayStandFor($0) } : nil
    link.isTurning = isTurning
    links.append(link)
    return links.count - 1
  }

  /// Notes that the flow turns back with an event.
  mutating func noteFailure(_ link: Int) {
    links[link].isTurning = true
    failures.append(link)
  }

  /// The link of an event that comes from outside, each only once.
  mutating func outside(_ event: BoundEvent, of step: String?, at range: SourceRange) -> Int? {
    guard waited.insert(event.name).inserted else {
      report("`\(event.name)` is awaited twice, and a reaction takes each event of its kind", at: range)
      return nil
    }
    if let own = event.declaration.key?.value, own != key {
      report("`\(event.name)` is found by `\(own)`, and the flow would go by `\(key)`", at: range)
    }
    if event.knownData != nil, event.data.field(key) == nil {
      report("`\(event.name)` has no field `\(key)`, by which the flow would go", at: range)
    }
    var link = DerivedLink(base: event.name)
    link.outside = event
    link.waiter = step
    links.append(link)
    return links.count - 1
  }

  /// Whether an event of the saga tells one thing alone, and of which flow.
  private func mayStandFor(_ emission: BoundEmission) -> Bool {
    guard let event = emission.event, saga.emissionCount(of: event.name) == 1 else { return false }
    guard event.declaration.isExternal?.value != true, event.data.field(key) != nil else { return false }
    guard event.declaration.key.map({ $0.value == key }) ?? true else { return false }
    return !saga.allSteps.contains { $0.wait?.event?.name == event.name } && saga.startedBy?.name != event.name
  }

  /// Adds a reaction once for each set of events that brings it about; single events go together.
  mutating func add(_ reaction: DerivedReaction, isAnnouncement: Bool = false) {
    guard !reaction.when.isEmpty else { return }
    if isAnnouncement { announcements.append(reaction) } else { reactions.append(reaction) }
  }

  /// One event that stands for a trigger: its own where it is one, else one that is emitted when it happens.
  mutating func single(
    _ trigger: DerivedTrigger, _ base: String, by participant: String, at range: SourceRange
  ) -> Int? {
    if trigger.count == 1, trigger[0].count == 1 { return trigger[0][0] }
    return trigger.isEmpty ? nil : relay(trigger, base, by: participant, at: range)
  }

  /// An event that is emitted when something happens.
  mutating func relay(
    _ trigger: DerivedTrigger, _ base: String, by participant: String, at range: SourceRange
  ) -> Int {
    let link = link(base)
    var relay = DerivedReaction(participant, "puts together what leads here", when: trigger, at: range)
    relay.emits = [.init(link: link)]
    add(relay)
    return link
  }
}

extension BoundSaga {
  /// In how many places it emits an event.
  func emissionCount(of event: String) -> Int {
    var all = calls.flatMap { $0.call.emissions + $0.call.undo.calls.flatMap { $0.emissions } }
    all += allSteps.compactMap { $0.emit?.emission }
    all += outcome.completed.emissions + outcome.compensating.emissions + outcome.compensated.emissions
    all += outcome.stuck.emissions
    return all.count { $0.event?.name == event }
  }
}

extension String {
  /// A name of a step as a part of an event's name: `reserveSeat` as `reserve-seat`.
  var eventWord: String {
    if NameForm.dashed.accepts(self) { return self }
    let plain = split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.joined(separator: "-")
    return NameForm.dashed.repaired(plain) ?? (NameForm.dashed.accepts(plain) ? plain : "step")
  }

  /// The part of an operation's name that is the service.
  var service: String { String(prefix { $0 != "." }) }
  /// The part of an operation's name that is the action.
  var action: String { split(separator: ".").last.map(String.init) ?? self }
}
