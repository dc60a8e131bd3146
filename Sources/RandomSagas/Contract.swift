/// What the contract of an action says.
struct Contract {
  /// How it treats repeats.
  enum Repeats: String { case key, natural, never }

  var hasEffect = true
  var repeats = Repeats.key
  var refusals: [String] = []
  var remembersRefusals = true
  var hasBarrier = false
  var isForever = false

  /// Its line, with the name of the operation.
  func line(_ name: String) -> String {
    var keys = ["in: { id: string }", "out: { ref: string, ok: bool, count: int }"]
    if !hasEffect { keys.append("effect: false") }
    if repeats != .key { keys.append("idempotent: \(repeats.rawValue)") }
    if !refusals.isEmpty { keys.append("refuses: [\(refusals.joined(separator: ", "))]") }
    if !remembersRefusals { keys.append("remembersRefusals: false") }
    if hasBarrier { keys.append("barrier: true") }
    if isForever { keys.append("keyTTL: forever") }
    return "\(name): { \(keys.joined(separator: ", ")) }"
  }
}
