/// The instructions of a pattern (Thompson's construction).
struct RegexProgram: Sendable {
  /// The largest program, so that a count in a count stays small.
  static let sizeMax = 4000

  enum Instruction: Sendable {
    case set(RegexSet)
    case assertion(RegexAssertion)
    case jump(Int)
    case split(Int, Int)
    case match
  }

  private(set) var instructions: [Instruction] = []

  init(_ node: RegexNode) throws(RegexError) {
    try add(node)
    try append(.match)
  }

  private mutating func append(_ instruction: Instruction) throws(RegexError) {
    guard instructions.count < Self.sizeMax else {
      throw RegexError("the pattern needs more than \(Self.sizeMax) instructions", isTooLarge: true)
    }
    instructions.append(instruction)
  }

  private mutating func add(_ node: RegexNode) throws(RegexError) {
    switch node {
    case .empty: break
    case .set(let set): try append(.set(set))
    case .assertion(let assertion): try append(.assertion(assertion))
    case .sequence(let parts):
      for part in parts { try add(part) }
    case .choice(let branches): try add(choice: branches)
    case .repetition(let body, let min, let max): try add(body, min: min, max: max)
    }
  }

  private mutating func add(choice branches: [RegexNode]) throws(RegexError) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index < branches.count - 1 else {
        try add(branch)
        break
      }
      let split = instructions.count
      try append(.split(split + 1, split + 1))
      try add(branch)
      jumps.append(instructions.count)
      try append(.jump(0))
      instructions[split] = .split(split + 1, instructions.count)
    }
    for jump in jumps { instructions[jump] = .jump(instructions.count) }
  }

  private mutating func add(_ body: RegexNode, min: Int, max: Int?) throws(RegexError) {
    for _ in 0..<min {
      let count = instructions.count
      try add(body)
      // A body without instructions matches nothing however often; its count must not cost time.
      if instructions.count == count { break }
    }
    guard let max else {
      let split = instructions.count
      try append(.split(split + 1, split + 1))
      try add(body)
      try append(.jump(split))
      instructions[split] = .split(split + 1, instructions.count)
      return
    }
    var splits: [Int] = []
    for _ in min..<max {
      splits.append(instructions.count)
      try append(.split(0, 0))
      try add(body)
    }
    for split in splits { instructions[split] = .split(split + 1, instructions.count) }
  }
}
