/// A saga while it is drawn.
struct Draft {
  /// How many calls a saga has at most, its parts included: small ones hold the same faults as large ones.
  private static let callsMax = 6
  /// How deep parts lie inside each other.
  static let depthMax = 2

  var dice: Dice
  var features: Set<Feature> = []
  /// How many names were given.
  private var count = 0
  /// How many calls were drawn.
  var calls = 0
  /// The operations of the contracts, each as a line.
  var operations: [String] = []
  /// Operations that other steps may call too.
  var shared: [SharedOperation] = []
  /// The events of the contracts, each as a line.
  var events: [String] = []
  /// Events that a wait was drawn for.
  var awaited: [String] = []
  /// The sub-sagas, each as a document.
  var parts: [String] = []
  /// Sub-sagas that other steps may run too.
  var sharedParts: [SharedPart] = []
  /// Results that are there for sure.
  var known: [String] = []
  /// Results that may be there.
  var possible: [String] = []
  /// The codes of the refusals that were drawn.
  var codes: [String] = []
  /// The states that the entity moves to, in order; nil where the saga has none.
  var states: [String]?

  /// An operation that was drawn, with what a step that calls it has to know.
  struct SharedOperation {
    let name: String
    let contract: Contract
  }

  /// A sub-saga that was drawn, with what a step that runs it has to know.
  struct SharedPart {
    let name: String
    let hasPivot: Bool
    let hasOutput: Bool
  }

  init(seed: UInt64) { dice = Dice(seed: seed) }

  /// Whether the next call fits.
  var isFull: Bool { calls >= Self.callsMax }

  /// Notes a feature, and passes it by where it is not to be.
  mutating func use(_ feature: Feature) { features.insert(feature) }

  /// A name that is new.
  mutating func name(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  /// Now and then something that makes no sense.
  mutating func isOdd() -> Bool { dice.once(in: 24) }

  /// True once in so many times, and the feature is noted then.
  mutating func draws(_ feature: Feature, oneIn count: Int) -> Bool {
    guard dice.once(in: count) else { return false }
    use(feature)
    return true
  }
}

/// Where in a saga a step stands.
struct Place {
  /// How deep.
  var depth = 0
  /// Whether a pivot lies before it.
  var isPastPivot = false
  /// Whether a pivot may be drawn.
  var mayPivot = true
  /// Whether it is gone through several times.
  var isRepeated = false
  /// Whether it has an item.
  var hasItem = false
  /// Whether the entity may be moved.
  var mayMove = true
  /// Whether it lies in a sub-saga.
  var isPart = false

  /// The place of the steps inside.
  func inside(_ change: (inout Place) -> Void = { _ in }) -> Place {
    var place = self
    place.depth += 1
    change(&place)
    return place
  }
}
