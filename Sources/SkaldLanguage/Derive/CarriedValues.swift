import JSONSchema
import SkaldCore

/// Which values each event carries, so that those who react to it know what they need.
struct CarriedValues {
  private let links: [DerivedLink]
  private let reactions: [DerivedReaction]
  private let reading: ExpressionReading
  /// Which origins may be known with each link, and which are.
  private(set) var possible: [Set<DerivedValue.Origin>]
  private var certain: [Set<DerivedValue.Origin>]
  /// What each link must carry, in the order in which it was found.
  private(set) var needed: [[DerivedValue]]
  /// The values that nobody knows where they are read, by the reaction.
  private(set) var missing: [(reaction: Int, value: DerivedValue)] = []

  /// - Parameter told: What some links carry although nobody of the flow needs it.
  init(
    links: [DerivedLink], reactions: [DerivedReaction], reading: ExpressionReading, told: [Int: [DerivedValue]] = [:]
  ) {
    self.links = links
    self.reactions = reactions
    self.reading = reading
    possible = links.map { link in Set([link.waiter].compactMap { $0 }.map { .step($0) }) }
    needed = links.indices.map { told[$0] ?? [] }
    let all = Set(reactions.compactMap { $0.step }.map { DerivedValue.Origin.step($0) })
      .union(links.compactMap { $0.waiter }.map { .step($0) }).union([.failure])
    certain = zip(links, possible).map { $0.outside == nil && !$0.isRequest ? all : $1 }
    spread()
    demand()
  }

  /// Whether a value may be missing in an event that carries it.
  func isOptional(_ value: DerivedValue, in link: Int) -> Bool { !certain[link].contains(value.origin) }

  /// The first of some events, which come together, that carries a value.
  func carrier(of value: DerivedValue, among events: [Int]) -> Int? {
    // What was caught before may be known to others, and is not what turned the flow back.
    let turning = value.origin == .failure ? events.first { links[$0].isTurning } : nil
    return turning ?? events.first { possible[$0].contains(value.origin) }
  }

  /// What a reaction adds to what it knows.
  static func own(_ reaction: DerivedReaction, isRefused: Bool) -> Set<DerivedValue.Origin> {
    if isRefused || reaction.failure != nil { return [.failure] }
    return Set([reaction.step].compactMap { $0 }.map { .step($0) })
  }

  // MARK: What is known

  private mutating func spread() {
    var isChanged = true
    while isChanged {
      isChanged = false
      for reaction in reactions {
        let known = reaction.when.joined().reduce(into: Set()) { $0.formUnion(possible[$1]) }
        for (link, isRefused) in reaction.outcomes {
          let all = known.union(Self.own(reaction, isRefused: isRefused))
          if !all.isSubset(of: possible[link]) {
            possible[link].formUnion(all)
            isChanged = true
          }
        }
      }
    }
    isChanged = true
    while isChanged {
      isChanged = false
      for reaction in reactions {
        let known = certainly(known: reaction)
        for (link, isRefused) in reaction.outcomes {
          let all = known.union(Self.own(reaction, isRefused: isRefused))
          if !certain[link].isSubset(of: all) {
            certain[link].formIntersection(all)
            isChanged = true
          }
        }
      }
    }
  }

  private func certainly(known reaction: DerivedReaction) -> Set<DerivedValue.Origin> {
    let sets = reaction.when.map { events in events.reduce(into: Set()) { $0.formUnion(certain[$1]) } }
    guard let first = sets.first else { return [] }
    return sets.dropFirst().reduce(first) { $0.intersection($1) }
  }

  // MARK: What is needed

  private mutating func demand() {
    let reads = reactions.map { $0.values(reading) }
    var isChanged = true
    while isChanged {
      isChanged = false
      for (number, reaction) in reactions.enumerated() {
        var wanted = reads[number]
        for (link, isRefused) in reaction.outcomes {
          let own = Self.own(reaction, isRefused: isRefused)
          for value in needed[link] where !own.contains(value.origin) && !wanted.contains(value) {
            wanted.append(value)
          }
        }
        for value in wanted where demand(value, of: reaction) { isChanged = true }
      }
    }
    for (number, reaction) in reactions.enumerated() {
      for value in reads[number] where !reaction.when.contains(where: { carrier(of: value, among: $0) != nil }) {
        missing.append((number, value))
      }
    }
  }

  private mutating func demand(_ value: DerivedValue, of reaction: DerivedReaction) -> Bool {
    var isChanged = false
    for events in reaction.when {
      guard let link = carrier(of: value, among: events), links[link].outside == nil else { continue }
      guard !needed[link].contains(value) else { continue }
      needed[link].append(value)
      isChanged = true
    }
    return isChanged
  }
}

extension DerivedReaction {
  /// Everything that it may emit and that others react to, each with whether it tells of a refusal.
  var outcomes: [(link: Int, isRefused: Bool)] {
    emits.compactMap { $0.link }.map { ($0, false) } + [refused].compactMap { $0 }.map { ($0, true) }
  }

  /// Everything that it reads.
  func names(_ reading: ExpressionReading) -> [DerivedName] { asked(reading) + told(reading) }

  /// What its condition and its call read.
  private func asked(_ reading: ExpressionReading) -> [DerivedName] {
    var names = arguments.compactMap { $0.template }.flatMap { reading.names(in: $0) }
    names += idempotencyKey.map { reading.names(in: $0) } ?? []
    names += condition?.all.flatMap { reading.names(in: $0) } ?? []
    return names + (failure?.message.map { reading.names(in: $0) } ?? [])
  }

  /// What the events of the saga read that it emits.
  private func told(_ reading: ExpressionReading) -> [DerivedName] {
    emits.compactMap { $0.bound }.flatMap { $0.fields }.compactMap { $0.template }.flatMap { reading.names(in: $0) }
  }

  /// The values that it reads, but those which its own call gives.
  func values(_ reading: ExpressionReading) -> [DerivedValue] {
    let own = CarriedValues.own(self, isRefused: false)
    let values =
      asked(reading).compactMap { $0.value }
      + told(reading).compactMap { $0.value }.filter { !own.contains($0.origin) }
    var unique: [DerivedValue] = []
    for value in values where !unique.contains(value) { unique.append(value) }
    return unique
  }
}

extension DerivedReaction.Condition {
  /// Every expression of it.
  var all: [ProgramExpression] { excluded + [required].compactMap { $0 } }
}

extension DerivedName {
  /// The value, where it is one.
  var value: DerivedValue? {
    guard case .value(let value) = self else { return nil }
    return value
  }
}
