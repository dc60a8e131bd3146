import SkaldCore

/// What an exploration came by: the first world of each kind of end, and of each property that does not hold.
struct Findings: Sendable {
  /// How a story ends, or where it waits for a person.
  struct End: Sendable, Hashable {
    /// The status; `stuck` where a person has to act.
    let status: String
    /// The code of the failure, or the kind of the incident; empty where there is none.
    let code: String
    /// The step at fault; empty where there is none.
    let step: String
  }

  /// The first world of each end, in the order in which they were found.
  private(set) var ends: [(end: End, id: Int32)] = []
  /// The first turn of each kind: the world before it, and the place of the move.
  private(set) var turns: [(end: End, parent: Int32, move: Int)] = []
  /// The first world of each violation.
  private(set) var violations: [(violation: Violation, id: Int32)] = []
  /// Whether a loop was followed for some of its rounds only.
  var cutsLoops = false
  private var knownEnds: Set<End> = []
  private var knownTurns: Set<End> = []
  private var knownViolations: Set<Key> = []

  private struct Key: Hashable {
    let property: Property
    let part: Int
    let step: Int
  }

  mutating func note(_ violation: Violation, _ id: Int32) {
    let place = violation.place
    let key = Key(property: violation.property, part: place?.part ?? -1, step: place?.record.step.index ?? -1)
    if knownViolations.insert(key).inserted { violations.append((violation, id)) }
  }

  mutating func note(endOf world: World, _ id: Int32, _ model: Model) {
    guard let first = world.instances.lazy.compactMap({ $0 }).first else { return }
    // A saga that turned back was noted when it did: afterwards it does not matter why.
    guard model.isFlow || first.state.cause == nil else { return }
    note(End(status: first.status.rawValue, code: "", step: ""), id)
  }

  /// Why a saga turns back, where it does.
  static func turns(_ commands: [Command]) -> [End] {
    commands.compactMap { command in
      guard case .record(.status(.compensating, _, let failure)) = command else { return nil }
      return End(status: "", code: failure?.code ?? "", step: failure?.step ?? "")
    }
  }

  /// Notes that a saga turns back with a move.
  mutating func note(turn end: End, _ parent: Int32, move: Int) {
    if knownTurns.insert(end).inserted { turns.append((end, parent, move)) }
  }

  mutating func note(stuck world: World, _ id: Int32, _ model: Model) {
    for case let instance? in world.instances where !instance.status.isTerminal {
      for incident in instance.state.incidents where incident.blocks {
        note(End(status: "stuck", code: incident.kind, step: incident.step), id)
      }
    }
  }

  private mutating func note(_ end: End, _ id: Int32) {
    if knownEnds.insert(end).inserted { ends.append((end, id)) }
  }
}
