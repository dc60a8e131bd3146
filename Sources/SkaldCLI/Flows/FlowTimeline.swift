import SkaldValue

/// Tells the history of a flow to people, a line an entry, each with its participant.
struct FlowTimeline {
  private var timeline = Timeline()
  private var told: [String: Int64] = [:]
  private let isJSON: Bool

  init(isJSON: Bool = false) { self.isJSON = isJSON }

  /// Tells what was not told before.
  mutating func tell(_ history: JSON) {
    let entries = history["events"]?.array ?? []
    let width = entries.compactMap { $0["participant"]?.string?.count }.max() ?? 0
    for entry in entries {
      let participant = entry["participant"]?.string ?? ""
      let number = entry["seq"]?.int ?? 0
      guard number > told[participant] ?? 0 else { continue }
      told[participant] = number
      if isJSON { Console.out(entry.text) } else { tell(entry, of: participant, width) }
    }
  }

  private mutating func tell(_ entry: JSON, of participant: String, _ width: Int) {
    guard let line = timeline.line(entry) else { return }
    Console.out(participant + String(repeating: " ", count: max(0, width - participant.count)) + " " + line)
  }
}
