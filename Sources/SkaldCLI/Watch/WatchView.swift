import SkaldValue

/// An instance as it stands, a line a step, made from its history entry by entry.
struct WatchView {
  /// A step, and its undo.
  struct Row {
    let step: String
    var state = State.running
    var attempts: Int64 = 1
    var began: Timestamp
    var ended: Timestamp?
    var undo: String?
    var note = ""
  }

  /// What is known of a step.
  enum State {
    case running
    case waiting
    case done
    case failed
    case skipped
  }

  /// What the instance is doing, or how it ended.
  private(set) var status = "running"
  private(set) var rows: [Row] = []
  /// What is the matter, by kind and step.
  private(set) var incidents: [(kind: String, step: String, message: String)] = []
  private(set) var first: Timestamp?
  private(set) var isOver = false
  private(set) var last: Timestamp?

  /// Takes up an entry as the API gives it.
  mutating func take(_ entry: JSON) {
    guard let type = entry["type"]?.string, let at = entry["at"]?.string.flatMap({ Timestamp(text: $0) }) else {
      return
    }
    if first == nil { first = at }
    last = at
    let parts = type.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return }
    switch parts[0] {
    case "instance": takeStatus(parts[1])
    case "step": takeStep(parts[1], entry, at)
    case "undo": takeUndo(parts[1], entry)
    case "incident": takeIncident(parts[1], entry)
    default: return
    }
  }

  private mutating func takeStatus(_ word: String) {
    switch word {
    case "scheduled", "compensating": status = word
    case "started": status = "running"
    case "completed", "compensated", "failed", "terminated": (status, isOver) = (word, true)
    default: return
    }
  }

  private mutating func takeStep(_ word: String, _ entry: JSON, _ at: Timestamp) {
    guard let step = entry["step"]?.string else { return }
    let index = place(of: step, at)
    let data = entry["data"]
    switch word {
    case "dispatched":
      (rows[index].state, rows[index].ended) = (.running, nil)
      rows[index].attempts = entry["attempt"]?.int ?? 1
      rows[index].note = data?["operation"]?.string ?? ""
    case "waiting":
      rows[index].state = .waiting
      rows[index].note = data?["until"]?.string.map { "until \($0)" } ?? ""
    case "answered":
      if let outcome = data?["outcome"]?.string, outcome != "ok" { rows[index].note = outcome }
    case "retry_planned": rows[index].note = "again at \(data?["at"]?.string ?? "")"
    case "succeeded": end(index, .done, at, "")
    case "failed", "unknown": end(index, .failed, at, "\(word): \(data?["code"]?.string ?? "")")
    case "skipped": end(index, .skipped, at, "")
    default: return
    }
  }

  private mutating func takeUndo(_ word: String, _ entry: JSON) {
    guard let step = entry["step"]?.string, let index = rows.lastIndex(where: { $0.step == step }) else { return }
    switch word {
    case "dispatched": rows[index].undo = "is being undone"
    case "done": rows[index].undo = "undone"
    case "blocked": rows[index].undo = "its undo stands still"
    case "forced", "abandoned": rows[index].undo = "its undo is \(word)"
    default: return
    }
  }

  private mutating func takeIncident(_ word: String, _ entry: JSON) {
    let (kind, step) = (entry["data"]?["kind"]?.string ?? "", entry["data"]?["step"]?.string ?? "")
    incidents.removeAll { $0.kind == kind && $0.step == step }
    if word == "opened" { incidents.append((kind, step, entry["data"]?["message"]?.string ?? "")) }
  }

  private mutating func end(_ index: Int, _ state: State, _ at: Timestamp, _ note: String) {
    rows[index].state = state
    rows[index].ended = at
    rows[index].note = note
  }

  private mutating func place(of step: String, _ at: Timestamp) -> Int {
    if let index = rows.lastIndex(where: { $0.step == step }) { return index }
    rows.append(Row(step: step, began: at))
    return rows.count - 1
  }
}
