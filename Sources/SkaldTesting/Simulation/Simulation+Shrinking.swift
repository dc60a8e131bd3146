extension Simulation {
  /// How many smaller runs are tried; then the smallest so far is as good as it gets.
  private static let triesMax = 200

  /// The smallest run that can be found which fails as this one does, with its story: fewer sagas, and fewer faults.
  /// - Parameter failed: What this run came to.
  /// - Returns: the result of the smaller run.
  public func shrunk(_ failed: SimulationResult) -> SimulationResult {
    guard let rule = failed.findings.first?.rule else { return failed }
    var tries = Self.triesMax
    var smallest = self
    // All of it is as it was once the faults are named that struck.
    smallest.ordinals = ordinals ?? Array(0..<sagas)
    smallest.only = Set(failed.struck)
    var result = failed
    let fails = { (candidate: Simulation) -> Bool in
      tries -= 1
      let outcome = candidate.run()
      guard outcome.findings.contains(where: { $0.rule == rule }) else { return false }
      result = outcome
      return true
    }
    guard fails(smallest) else { return told(smallest: self) }
    if !result.concerned.isEmpty {
      var alone = smallest
      alone.ordinals = result.concerned
      if fails(alone) { smallest = alone }
    }
    let sagas = Self.reduced(smallest.ordinals ?? [], while: { tries > Self.triesMax / 2 }) { ordinals in
      var candidate = smallest
      candidate.ordinals = ordinals
      return fails(candidate)
    }
    smallest.ordinals = sagas
    let struck = Self.reduced(Set(result.struck).sorted(), while: { tries > 0 }) { struck in
      var candidate = smallest
      candidate.only = Set(struck)
      return fails(candidate)
    }
    smallest.only = Set(struck)
    return told(smallest: smallest)
  }

  private func told(smallest: Simulation) -> SimulationResult {
    var telling = smallest
    telling.tellsStory = true
    return telling.run()
  }

  /// Leaves out halves, quarters and so on of a list, as long as it fails without them.
  package static func reduced<Element>(
    _ list: [Element], while mayGoOn: () -> Bool = { true }, _ fails: ([Element]) -> Bool
  ) -> [Element] {
    var list = list
    var size = max(1, list.count / 2)
    while !list.isEmpty, mayGoOn() {
      var start = 0
      var isSmaller = false
      while start < list.count, mayGoOn() {
        var candidate = list
        candidate.removeSubrange(start..<min(start + size, list.count))
        if fails(candidate) {
          list = candidate
          isSmaller = true
        } else {
          start += size
        }
      }
      if size == 1, !isSmaller { break }
      size = max(1, size / 2)
    }
    return list
  }
}
