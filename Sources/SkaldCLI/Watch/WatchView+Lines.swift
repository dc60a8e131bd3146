import SkaldValue

extension WatchView {
  /// How wide the part is that shows when steps ran.
  private static let barWidth = 24

  /// The lines of the view.
  /// - Parameters:
  ///   - now: The time up to which what goes on is drawn.
  ///   - width: How many columns there are; longer lines are cut, so that each stays one line.
  ///   - isColourful: Whether states have colours.
  func lines(now: Timestamp, width: Int, isColourful: Bool) -> [String] {
    let start = first ?? now
    let end = isOver ? last ?? now : max(now, last ?? now)
    let names = min(rows.map(\.step.count).max() ?? 0, 30)
    var lines = ["\(status)  \(Self.seconds(end - start))"]
    for row in rows { lines.append(line(row, from: start, to: end, names, width, isColourful)) }
    for incident in incidents {
      lines.append(Self.cut("! \(incident.kind) \(incident.step): \(incident.message)", width))
    }
    return lines
  }

  private func line(
    _ row: Row, from start: Timestamp, to end: Timestamp, _ names: Int, _ width: Int, _ isColourful: Bool
  ) -> String {
    let name = row.step.prefix(names)
    let padded = name + String(repeating: " ", count: names - name.count)
    let length = Self.seconds((row.ended ?? end) - row.began)
    let attempts = row.attempts > 1 ? "attempt \(row.attempts)" : ""
    let words = [length, attempts, row.note, row.undo ?? ""].filter { !$0.isEmpty }.joined(separator: "  ")
    let text = Self.cut("\(row.symbol) \(padded)  \(bar(row, from: start, to: end))  \(words)", width)
    guard isColourful else { return text }
    return "\u{1B}[\(row.colour)m\(text.prefix(1))\u{1B}[0m\(text.dropFirst())"
  }

  /// When a step ran, as a part of the whole time so far.
  private func bar(_ row: Row, from start: Timestamp, to end: Timestamp) -> String {
    let total = Double(max(1, (end - start).count))
    func column(_ time: Timestamp) -> Double { Double((time - start).count) / total * Double(Self.barWidth) }
    let from = min(Int(column(row.began)), Self.barWidth - 1)
    let to = min(max(from + 1, Int(column(row.ended ?? end).rounded(.up))), Self.barWidth)
    return String(repeating: "·", count: from) + String(repeating: "█", count: to - from)
      + String(repeating: "·", count: Self.barWidth - to)
  }

  private static func seconds(_ time: Milliseconds) -> String {
    let tenths = max(0, time.count) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }

  private static func cut(_ text: String, _ width: Int) -> String {
    text.count > width ? text.prefix(max(0, width - 1)) + "…" : text
  }
}

extension WatchView.Row {
  fileprivate var symbol: String {
    switch state {
    case .running: "→"
    case .waiting: "…"
    case .done: undo == nil ? "✓" : "↩"
    case .failed: "✗"
    case .skipped: "○"
    }
  }

  fileprivate var colour: Int {
    switch state {
    case .running: 34
    case .waiting, .skipped: 90
    case .done: undo == nil ? 32 : 33
    case .failed: 31
    }
  }
}
