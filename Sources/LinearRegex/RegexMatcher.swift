/// Runs a program over a text: all ways to match advance together, one code point at a time (Pike's simulation).
struct RegexMatcher {
  private let instructions: [RegexProgram.Instruction]
  private var threads: [Int] = []
  private var nextThreads: [Int] = []
  /// For each instruction the step at which it was last reached, so that none is followed twice in one.
  private var reached: [Int]
  private var stack: [Int] = []
  private var visits = 0

  init(_ program: RegexProgram) {
    instructions = program.instructions
    reached = Array(repeating: -1, count: program.instructions.count)
  }

  mutating func isFound(in text: [Unicode.Scalar], _ units: inout Int) throws(RegexUnitsSpent) -> Bool {
    try units.spend(instructions.count)
    for position in 0...text.count {
      visits = 0
      // A match may begin anywhere.
      if follow(0, at: position, text) { return true }
      try units.spend(visits)
      guard position < text.count else { return false }
      swap(&threads, &nextThreads)
      threads.removeAll(keepingCapacity: true)
      for thread in nextThreads {
        guard case .set(let set) = instructions[thread] else { continue }
        visits += set.cost
        guard set.contains(text[position]) else { continue }
        if follow(thread + 1, at: position + 1, text) { return true }
      }
      nextThreads.removeAll(keepingCapacity: true)
      try units.spend(visits)
    }
    return false
  }

  /// Adds the threads that are reached from `start` without a code point; true where that is a match.
  private mutating func follow(_ start: Int, at position: Int, _ text: [Unicode.Scalar]) -> Bool {
    stack.append(start)
    while let index = stack.popLast() {
      guard reached[index] != position else { continue }
      reached[index] = position
      visits += 1
      switch instructions[index] {
      case .set: threads.append(index)
      case .jump(let target): stack.append(target)
      case .split(let first, let second):
        stack.append(second)
        stack.append(first)
      case .assertion(let assertion):
        if assertion.holds(at: position, text) { stack.append(index + 1) }
      case .match:
        stack.removeAll(keepingCapacity: true)
        return true
      }
    }
    return false
  }
}

extension RegexAssertion {
  fileprivate func holds(at position: Int, _ text: [Unicode.Scalar]) -> Bool {
    switch self {
    case .textStart: position == 0
    case .textEnd: position == text.count
    case .lineStart: position == 0 || text[position - 1] == "\n"
    case .lineEnd: position == text.count || text[position] == "\n"
    case .wordBoundary: isWord(text, position - 1) != isWord(text, position)
    case .noWordBoundary: isWord(text, position - 1) == isWord(text, position)
    }
  }

  private func isWord(_ text: [Unicode.Scalar], _ index: Int) -> Bool {
    guard text.indices.contains(index) else { return false }
    return RegexSet.word.contains { $0.contains(text[index].value) }
  }
}
