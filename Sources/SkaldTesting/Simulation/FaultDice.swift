/// Decides what goes wrong, each time from the seed and the name of the thing alone.
struct FaultDice {
  /// One time that something went wrong.
  struct Occurrence: Hashable, Comparable {
    let fault: SimulationFault
    /// What it struck, such as `order-7 charge 1`.
    let name: String

    static func < (left: Occurrence, right: Occurrence) -> Bool {
      (left.fault, left.name) < (right.fault, right.name)
    }
  }

  let kinds: Set<SimulationFault>
  /// The only occurrences that may be; nil for any.
  let only: Set<Occurrence>?
  private let fate: Fate
  /// Whether nothing goes wrong any more.
  var isOver = false
  /// What went wrong, in order.
  private(set) var struck: [Occurrence] = []
  private var seen: Set<Occurrence> = []

  init(seed: UInt64, kinds: Set<SimulationFault>, only: Set<Occurrence>?) {
    fate = Fate(seed: seed)
    self.kinds = kinds
    self.only = only
  }

  /// The faults of a seed: each of those that are allowed with a chance of one half, so that a run is not the mean of all.
  static func swarm(seed: UInt64, of all: [SimulationFault] = SimulationFault.all) -> Set<SimulationFault> {
    let fate = Fate(seed: seed)
    return Set(
      all.filter { fault in
        var random = fate.randomness(of: "swarm", fault.rawValue)
        return random.strikes(oneIn: 2)
      })
  }

  /// The numbers that belong to a name.
  func randomness(of name: String) -> Randomness { fate.randomness(of: "world", name) }

  /// Whether a fault strikes a thing that it strikes about once in so many times; then with numbers to shape it.
  mutating func strikes(_ fault: SimulationFault, _ name: String, oneIn count: Int) -> Randomness? {
    guard !isOver, kinds.contains(fault) else { return nil }
    var random = fate.randomness(of: fault.rawValue, name)
    guard random.strikes(oneIn: count) else { return nil }
    let occurrence = Occurrence(fault: fault, name: name)
    guard only?.contains(occurrence) ?? true else { return nil }
    if seen.insert(occurrence).inserted { struck.append(occurrence) }
    return random
  }
}
