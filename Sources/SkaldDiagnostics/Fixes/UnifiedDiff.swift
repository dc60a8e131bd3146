/// The differences between two texts in the unified form that `patch` and `git apply` read.
public enum UnifiedDiff {
  /// How many lines around a change are shown, as all tools show them.
  private static let context = 3

  /// The differences, empty where there are none.
  public static func text(from old: SourceText, to new: SourceText) -> String {
    guard old.bytes != new.bytes else { return "" }
    let before = lines(of: old.bytes)
    let lines = steps(from: before, to: self.lines(of: new.bytes))
    var out = "--- a/\(visible(old.path))\n+++ b/\(visible(new.path))\n"
    for hunk in hunks(lines) { out += text(of: lines[hunk], in: lines, from: hunk.lowerBound) }
    return out
  }

  private enum Step {
    case same([UInt8])
    case removed([UInt8])
    case inserted([UInt8])

    var isChange: Bool {
      switch self {
      case .same: false
      case .removed, .inserted: true
      }
    }
  }

  /// The lines with their line breaks, so that a changed line break is a changed line.
  private static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var line: [UInt8] = []
    for byte in bytes {
      line.append(byte)
      if byte == UInt8(ascii: "\n") {
        lines.append(line)
        line = []
      }
    }
    return line.isEmpty ? lines : lines + [line]
  }

  /// All lines of both texts in one order: what goes stands before what comes in its place.
  private static func steps(from old: [[UInt8]], to new: [[UInt8]]) -> [Step] {
    let difference = new.difference(from: old)
    let removed = Set(difference.removals.map { offset(of: $0) })
    let inserted = Set(difference.insertions.map { offset(of: $0) })
    var steps: [Step] = []
    var (left, right) = (0, 0)
    while left < old.count || right < new.count {
      if removed.contains(left) {
        steps.append(.removed(old[left]))
        left += 1
      } else if inserted.contains(right) {
        steps.append(.inserted(new[right]))
        right += 1
      } else {
        steps.append(.same(old[left]))
        (left, right) = (left + 1, right + 1)
      }
    }
    return steps
  }

  private static func offset(of change: CollectionDifference<[UInt8]>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }

  /// The ranges of lines to show; those that would meet are one.
  private static func hunks(_ steps: [Step]) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, step) in steps.enumerated() where step.isChange {
      let range = max(0, index - context)..<min(steps.count, index + context + 1)
      if let last = hunks.last, range.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
      } else {
        hunks.append(range)
      }
    }
    return hunks
  }

  private static func text(of hunk: ArraySlice<Step>, in all: [Step], from start: Int) -> String {
    let before = all[..<start]
    let old = heading(hunk.count { isOld($0) }, after: before.count { isOld($0) })
    let new = heading(hunk.count { isNew($0) }, after: before.count { isNew($0) })
    var out = "@@ -\(old) +\(new) @@\n"
    for step in hunk {
      switch step {
      case .same(let line): out += shown(" ", line)
      case .removed(let line): out += shown("-", line)
      case .inserted(let line): out += shown("+", line)
      }
    }
    return out
  }

  private static func isOld(_ step: Step) -> Bool {
    switch step {
    case .same, .removed: true
    case .inserted: false
    }
  }

  private static func isNew(_ step: Step) -> Bool {
    switch step {
    case .same, .inserted: true
    case .removed: false
    }
  }

  /// The first line and the number of lines; of none, the line before.
  private static func heading(_ count: Int, after lines: Int) -> String {
    switch count {
    case 0: "\(lines),0"
    case 1: "\(lines + 1)"
    default: "\(lines + 1),\(count)"
    }
  }

  private static func shown(_ sign: String, _ line: [UInt8]) -> String {
    let text = sign + String(decoding: line, as: UTF8.self)
    return line.last == UInt8(ascii: "\n") ? text : text + "\n\\ No newline at end of file\n"
  }
}
