/// The entity that a saga moves.
extension Draft {
  /// The table of its states: from each to those that were drawn after it, and to the ends.
  var entities: String {
    guard let states else { return "" }
    let isTurning = features.contains(.outcomeCompensating)
    var lines = states.enumerated().map { index, state in
      let later = states[(index + 1)...] + (isTurning ? ["BACK"] : []) + ["DONE", "GONE"]
      return "      \(state): [\(later.joined(separator: ", "))]\n"
    }
    if isTurning { lines.append("      BACK: [GONE]\n") }
    lines += ["      DONE: []\n", "      GONE: []\n"]
    let locked = states.dropFirst() + (isTurning ? ["BACK"] : [])
    let lock =
      features.contains(.locks) && !locked.isEmpty
      ? "    locked: [\(locked.joined(separator: ", "))]\n"
        + "    whenLocked: \(features.contains(.waitsForLock) ? "wait 30s" : "refuse")\n" : ""
    return "entities:\n  order:\n    starts: S0\n    states:\n" + lines.joined() + lock
  }
}
