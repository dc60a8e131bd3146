import SkaldValue

/// Inputs that come at known times; of those of one time, the one that was planned first.
struct Agenda {
  private var entries: [(time: Timestamp, input: Input)] = []

  var first: Timestamp? { entries.first?.time }

  mutating func plan(_ input: Input, at time: Timestamp) {
    let index = entries.lastIndex { $0.time <= time }.map { $0 + 1 } ?? 0
    entries.insert((time, input), at: index)
  }

  /// Loses the answers of calls, as the end of the process does; events come from outside and come all the same.
  mutating func loseAnswers() {
    entries.removeAll { entry in
      if case .answer = entry.input { return true }
      return false
    }
  }

  mutating func popAll(until time: Timestamp) -> [Input] {
    let count = entries.firstIndex { $0.time > time } ?? entries.count
    defer { entries.removeFirst(count) }
    return entries[..<count].map(\.input)
  }
}
