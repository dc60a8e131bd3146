import SkaldValue

/// Tells a history to people, a line an entry, from the entries as the API gives them.
struct Timeline {
  private var first: Timestamp?
  private let isColourful: Bool

  init(isColourful: Bool = Console.isColourful) { self.isColourful = isColourful }

  /// The line of an entry; nil for entries that say nothing new to people.
  mutating func line(_ entry: JSON) -> String? {
    guard let type = entry["type"]?.string, let mark = Mark(type, entry) else { return nil }
    let at = entry["at"]?.string.flatMap { Timestamp(text: $0) } ?? Timestamp(milliseconds: 0)
    if first == nil { first = at }
    let step = entry["step"]?.string ?? ""
    let padded = step + String(repeating: " ", count: max(0, 22 - step.count))
    let text = "\(Self.clock(at - (first ?? at)))  \(paint(mark.symbol, mark.colour)) \(padded) \(mark.text)"
    return text.trimmingTrailingSpaces
  }

  /// Seconds since the first entry.
  private static func clock(_ time: Milliseconds) -> String {
    let text = "\(time.count / 1000).\(String(1000 + time.count % 1000).dropFirst())"
    return String(repeating: " ", count: max(0, 9 - text.count)) + text
  }

  private func paint(_ text: String, _ colour: Int) -> String {
    isColourful ? "\u{1B}[\(colour)m\(text)\u{1B}[0m" : text
  }
}

/// The symbol and the words of an entry.
private struct Mark {
  let symbol: String
  let colour: Int
  let text: String

  private static let green = 32
  private static let red = 31
  private static let yellow = 33
  private static let blue = 34
  private static let grey = 90

  private init(_ symbol: String, _ colour: Int, _ text: String) {
    self.symbol = symbol
    self.colour = colour
    self.text = text
  }

  init?(_ type: String, _ entry: JSON) {
    let data = entry["data"]
    let code = data?["code"]?.string ?? ""
    let message = data?["message"]?.string ?? ""
    let attempt = (entry["attempt"]?.int ?? 1) > 1 ? " (attempt \(entry["attempt"]?.int ?? 1))" : ""
    let operation = data?["operation"]?.string ?? ""
    switch type {
    case "instance.scheduled": self.init("…", Self.grey, Self.wait(data))
    case "instance.started": self.init("▶", Self.blue, "started")
    case "step.dispatched": self.init("→", Self.blue, operation + attempt)
    case "undo.dispatched": self.init("↩", Self.yellow, operation + attempt)
    case "check.dispatched": self.init("?", Self.yellow, operation + attempt)
    case "step.answered", "undo.answered", "check.answered":
      guard let outcome = data?["outcome"]?.string, outcome != "ok" else { return nil }
      self.init("·", Self.yellow, message.isEmpty ? outcome : "\(outcome): \(message)")
    case "step.retry_planned", "undo.retry_planned", "check.retry_planned": return nil
    case "step.succeeded": self.init("✓", Self.green, data?["output"].map(Self.short) ?? "")
    case "step.failed", "step.unknown": self.init("✗", Self.red, "\(type.dropFirst(5)): \(code)")
    case "step.skipped": self.init("○", Self.grey, "skipped")
    case "step.waiting": self.init("…", Self.grey, data?["until"]?.string.map { "until \($0)" } ?? "waiting")
    case "undo.done": self.init("✓", Self.yellow, "undone")
    case "undo.not_needed": self.init("○", Self.grey, "nothing to undo")
    case "undo.blocked": self.init("■", Self.red, "the undo stands still")
    case _ where type.hasPrefix("operator."): self.init("☞", Self.blue, Self.act(type, data))
    case "event.consumed", "event.kept": self.init("←", Self.blue, data?["event"]?.string ?? "")
    case "event.published": self.init("↗", Self.blue, Self.event(data))
    case "event.dropped": self.init("✗", Self.red, Self.drop(data))
    case "entity.moved": self.init("◆", Self.grey, Self.move(data))
    case "incident.opened": self.init("!", Self.red, "\(data?["kind"]?.string ?? ""): \(message)")
    case "incident.closed": self.init("✓", Self.green, "\(data?["kind"]?.string ?? "") is over")
    case "instance.recovered": self.init("↻", Self.yellow, "the engine came back; calls in flight are made again")
    case "instance.migrated": self.init("⇢", Self.blue, Self.migration(data))
    case "instance.cancel_requested": self.init("☞", Self.blue, "cancel" + Self.actor(data))
    case "instance.cancel_refused": self.init("·", Self.yellow, "the cancel came past the point of no return")
    case "instance.compensating": self.init("↩", Self.yellow, Self.turn(data))
    case "instance.completed": self.init("■", Self.green, "completed")
    case "instance.compensated": self.init("■", Self.yellow, "compensated")
    case "instance.failed", "instance.terminated": self.init("■", Self.red, String(type.dropFirst(9)))
    default: return nil
    }
  }

  private static func turn(_ data: JSON?) -> String {
    let failure = data?["failure"]
    let step = failure?["step"]?.string ?? ""
    return "turning back: \(failure?["code"]?.string ?? "")" + (step.isEmpty ? "" : " at \(step)")
  }

  private static func act(_ type: String, _ data: JSON?) -> String {
    type.dropFirst("operator.".count) + actor(data)
  }

  /// Who did something, and why.
  private static func actor(_ data: JSON?) -> String {
    let reason = data?["reason"]?.string ?? ""
    return " by \(data?["by"]?.string ?? "")" + (reason.isEmpty ? "" : ": \(reason)")
  }

  private static func wait(_ data: JSON?) -> String {
    let until = data?["until"]?.string ?? ""
    return data?["for"] == "time" ? "begins at \(until)" : "waits for an entity that is held, until \(until)"
  }

  private static func migration(_ data: JSON?) -> String {
    "follows version \(data?["to"]?.int.map(String.init) ?? "") from here on" + actor(data)
  }

  private static func move(_ data: JSON?) -> String {
    "\(data?["entity"]?.string ?? "") \(data?["id"].map(short) ?? "") is \(data?["state"]?.string ?? "")"
  }

  private static func drop(_ data: JSON?) -> String {
    let texts = ["event", "sink", "by", "reason"].map { data?[$0]?.string ?? "" }
    return "\(texts[0]) is not sent to \(texts[1]), dropped by \(texts[2]): \(texts[3])"
  }

  private static func event(_ data: JSON?) -> String {
    "\(data?["event"]?.string ?? "") \(data?["data"].map(short) ?? "")"
  }

  /// A value that fits a line.
  private static func short(_ value: JSON) -> String {
    let text = value.string ?? value.text
    return text.count > 100 ? text.prefix(99) + "…" : text
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
