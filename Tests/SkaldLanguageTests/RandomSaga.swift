/// A saga of a seed: calls with and without undos, a pivot that may be skipped, and parts inside each other.
struct RandomSaga {
  private var numbers: SeededNumbers
  private var count = 0
  private var hasPivot = false
  private var operations: [String] = []

  /// The text of the saga, with its contracts.
  static func text(seed: UInt64) -> String {
    var saga = RandomSaga(numbers: SeededNumbers(seed: seed))
    let steps = saga.steps(depth: 0, mayPivot: true)
    let contracts = saga.operations.map { name in
      "    \(name): { \(name.hasSuffix("x") ? "refuses: [no]" : "") }\n"
    }
    return """
      skald: 1
      saga: random
      input: { a: bool, b: bool, c: bool, items: [int] }
      steps: \(steps)
      ---
      skald: 1
      services:
        shop:
          look: { effect: false }
      \(contracts.joined())
      """
  }

  private init(numbers: SeededNumbers) { self.numbers = numbers }

  private mutating func name(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  private mutating func steps(depth: Int, mayPivot: Bool) -> String {
    let steps = (0...Int.random(in: 0...(depth == 0 ? 3 : 1), using: &numbers)).map { _ in
      step(depth: depth, mayPivot: mayPivot)
    }
    return "[ \(steps.joined(separator: ", ")) ]"
  }

  private mutating func step(depth: Int, mayPivot: Bool) -> String {
    guard depth < 2, count < 12 else { return call(depth: depth, mayPivot: mayPivot) }
    switch Int.random(in: 0..<12, using: &numbers) {
    case 0:
      return
        "{ scope: \(name("scope")), steps: \(steps(depth: depth + 1, mayPivot: mayPivot)), catch: \(alternative(depth)) }"
    case 1:
      let need = numbers.once(in: 2) ? "any" : "all"
      let first = steps(depth: depth + 1, mayPivot: mayPivot)
      return
        "{ parallel: \(name("fork")), need: \(need), branches: { l: \(first), r: \(steps(depth: depth + 1, mayPivot: false)) } }"
    case 2:
      let first = steps(depth: depth + 1, mayPivot: mayPivot)
      return
        "{ choose: \(name("way")), cases: [ { if: input.\(condition()), steps: \(first) }, { steps: \(steps(depth: depth + 1, mayPivot: false)) } ] }"
    case 3:
      return "{ each: \(name("all")), in: input.items, atMost: 2, steps: \(steps(depth: depth + 1, mayPivot: false)) }"
    default: return call(depth: depth, mayPivot: mayPivot)
    }
  }

  private mutating func condition() -> String { ["a", "b", "c"].randomElement(using: &numbers) ?? "a" }

  private mutating func alternative(_ depth: Int) -> String {
    let code = numbers.once(in: 2) ? "no" : "other"
    let then = numbers.once(in: 3) ? "compensate" : "continue"
    return "{ \(code): { steps: \(steps(depth: depth + 1, mayPivot: false)), then: \(then) } }"
  }

  private mutating func call(depth: Int, mayPivot: Bool) -> String {
    let mayRefuse = !numbers.once(in: 3)
    let name = name("s") + (mayRefuse ? "x" : "")
    operations.append(name)
    var keys = ["step: \(name)", "call: shop.\(name)"]
    if mayPivot, !hasPivot, numbers.once(in: 3) {
      hasPivot = true
      keys.append("pivot: true")
    } else if !numbers.once(in: 3) {
      let undo = numbers.once(in: 6) ? "look" : "u" + name.filter { $0 != "x" }
      if undo != "look" { operations.append(undo) }
      keys.append("compensate: shop.\(undo)")
    }
    if mayRefuse, depth < 2, numbers.once(in: 4) { keys.append("catch: \(alternative(depth))") }
    if numbers.once(in: 5) { keys.append("if: input.\(condition())") }
    if numbers.once(in: 8) { keys.append("optional: true") }
    return "{ \(keys.joined(separator: ", ")) }"
  }
}
