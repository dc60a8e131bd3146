/// The saga around its steps, and the contracts behind it.
extension Draft {
  /// The file.
  mutating func file() -> String {
    if draws(.entity, oneIn: 3) {
      states = ["S0"]
      if draws(.locks, oneIn: 2) { _ = draws(.waitsForLock, oneIn: 2) }
    }
    var place = Place()
    var steps = list(&place, atMost: 4)
    if !place.isPastPivot, dice.once(in: 3) {
      var last = Place()
      steps.append(call(&last))
    }
    let head = head()
    let documents = [document("random", steps, head)] + parts + [contracts]
    return documents.joined(separator: "---\n")
  }

  /// A saga as a document.
  func document(_ name: String, _ steps: [String], _ head: [String]) -> String {
    (["skald: 1", "saga: \(name)", "input: { id: string, total: int, vip: bool, items: [string], note?: string }"]
      + head + ["steps:"] + steps.map { "  - \($0)" }).joined(separator: "\n") + "\n"
  }

  private mutating func head() -> [String] {
    var lines: [String] = []
    if draws(.key, oneIn: 2) { lines.append("key: order-${input.id}") }
    if draws(.deadline, oneIn: 5) { lines.append("deadline: \(dice.once(in: 3) ? "1h" : "30d")") }
    if draws(.defaults, oneIn: 6) {
      var keys = ["timeout: 10s", "retry: { attempts: 2, wait: 1s, max: 5s, jitter: full }"]
      if draws(.undoDefaults, oneIn: 3) {
        keys.append("compensate: { retry: { attempts: unlimited, wait: 2s, max: 1m, jitter: full } }")
      }
      lines.append("defaults: { \(keys.joined(separator: ", ")) }")
    }
    if draws(.startedBy, oneIn: 8) {
      lines.append("startedBy: begun.v1")
      events.append(
        "begun.v1: { topic: begun, key: id, external: true, "
          + "data: { id: string, total: int, vip: bool, items: [string], note?: string } }")
    }
    if let result = dice.one(of: known), draws(.output, oneIn: 3) {
      lines.append("output: { ref: \"${\(result).ref}\" }")
    }
    if states != nil { lines.append("entity: { order: \"${input.id}\" }") }
    return lines + outcome()
  }

  private mutating func outcome() -> [String] {
    var ends: [String] = []
    let hasStates = states != nil
    if hasStates { use(.outcomeState) }
    func end(_ name: String, _ state: String, _ emits: String?) -> String? {
      let keys = [hasStates ? "state: \(state)" : nil, emits.map { "emits: \($0)" }].compactMap { $0 }
      return keys.isEmpty ? nil : "\(name): { \(keys.joined(separator: ", ")) }"
    }
    let emits = (0..<3).map { _ in draws(.outcomeEmits, oneIn: 6) ? event() : nil }
    ends += [end("completed", "DONE", emits[0]), end("compensated", "GONE", emits[1])].compactMap { $0 }
    if draws(.outcomeCompensating, oneIn: 5) {
      ends += [end("compensating", "BACK", emits[2] ?? event())].compactMap { $0 }
    }
    if draws(.outcomeStuck, oneIn: 8) { ends.append("stuck: { emits: \(event()) }") }
    return ends.isEmpty ? [] : ["outcome: { \(ends.joined(separator: ", ")) }"]
  }

  private var contracts: String {
    let services =
      operations.isEmpty ? "" : "services:\n  shop:\n" + operations.map { "    \($0)\n" }.joined()
    let events = events.isEmpty ? "" : "events:\n" + events.map { "  \($0)\n" }.joined()
    return "skald: 1\n" + services + events + entities
      + "retry:\n  brief: { attempts: 2, wait: 200ms, factor: 2, max: 1s, jitter: full }\n"
  }
}
