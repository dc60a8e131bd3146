/// A saga of a seed that a choreography can say: calls with results that others read, conditions, choices, branches,
/// alternatives, and a pivot behind which nothing is refused.
struct RandomDerivable {
  private var numbers: SeededNumbers
  private var count = 0
  private var operations: [String] = []
  /// The steps whose result is there for sure.
  private var known: [String] = []

  /// The text of the saga, with its contracts.
  static func text(seed: UInt64) -> String {
    var saga = RandomDerivable(numbers: SeededNumbers(seed: seed))
    var steps = saga.steps(atMost: 3, depth: 0)
    steps.append(saga.pivot())
    if saga.numbers.once(in: 3) { steps.append("- { wait: shop.confirmed.v1, timeout: 1h, otherwise: alert }") }
    if saga.numbers.once(in: 3) { steps.append("- { step: note, call: post.note, optional: true }") }
    return """
      skald: 1
      saga: random
      input: { id: int, a: bool, b: bool }
      key: random-${input.id}
      steps:
      \(steps.map { "  " + $0 }.joined(separator: "\n"))
      ---
      skald: 1
      services:
      \(saga.services)
        post: { note: { in: { id: int }, effect: false } }
      events:
        shop.confirmed.v1: { topic: shop, key: id, data: { id: int }, external: true }
      """
  }

  private init(numbers: SeededNumbers) { self.numbers = numbers }

  /// Each operation belongs to one of a few services, so that some work on several steps.
  private var services: String {
    ["shop", "bank", "mill"].map { service in
      let own = operations.filter { $0.hasPrefix(service + ".") }.map { $0.dropFirst(service.count + 1) }
      return "  \(service):\n" + own.map { "    \($0)\n" }.joined() + "    look: { in: { id: int }, effect: false }"
    }.joined(separator: "\n")
  }

  private mutating func steps(atMost count: Int, depth: Int) -> [String] {
    (0..<Int.random(in: 1...count, using: &numbers)).map { _ in step(depth: depth) }
  }

  private mutating func step(depth: Int) -> String {
    guard depth == 0, count < 6 else { return call(depth: depth) }
    switch Int.random(in: 0..<6, using: &numbers) {
    case 0:
      let before = known
      let branches = ["l", "r"].map { name -> String in
        known = before
        return "\(name): [ \(inline(atMost: 2)) ]"
      }
      known = before
      return "- { parallel: \(name("fork")), branches: { \(branches.joined(separator: ", ")) } }"
    case 1:
      let before = known
      defer { known = before }
      let first = inline(atMost: 2)
      known = before
      let second = numbers.once(in: 2) ? "fail: NAY" : "steps: [ \(inline(atMost: 1)) ]"
      return "- { choose: \(name("way")), cases: [ { if: input.a, steps: [ \(first) ] }, { \(second) } ] }"
    default: return call(depth: depth)
    }
  }

  private mutating func inline(atMost count: Int) -> String {
    steps(atMost: count, depth: 1).map { String($0.dropFirst(2)) }.joined(separator: ", ")
  }

  private mutating func name(_ prefix: String) -> String {
    count += 1
    return "\(prefix)\(count)"
  }

  private mutating func call(depth: Int) -> String {
    let name = name("s")
    let service = ["shop", "bank", "mill"].randomElement(using: &numbers) ?? "shop"
    let mayRefuse = !numbers.once(in: 4)
    let read = numbers.once(in: 3) ? known.randomElement(using: &numbers) : nil
    var keys = ["step: \(name)", "call: \(service).\(name)"]
    if let read { keys.append("with: { of: \"${\(read).r\(read)}\" }") }
    operations.append(
      "\(service).\(name): { in: { id: int\(read == nil ? "" : ", of: string") }, "
        + "out: { r\(name): string }\(mayRefuse ? ", refuses: [nay, never]" : "") }")
    if numbers.once(in: 4) {
      keys.append("compensate: none, because: it may stay")
    } else {
      operations.append("\(service).u\(name): { in: { id: int }, idempotent: natural }")
      keys.append("compensate: \(service).u\(name)")
    }
    if depth == 0, numbers.once(in: 4) {
      keys.append("if: input.b")
    } else if depth == 0, mayRefuse, numbers.once(in: 4) {
      let before = known
      defer { known = before }
      let then = numbers.once(in: 2) ? "compensate" : "continue"
      keys.append("catch: { nay: { steps: [ \(inline(atMost: 1)) ], then: \(then) } }")
    } else {
      known.append(name)
    }
    return "- { \(keys.joined(separator: ", ")) }"
  }

  private mutating func pivot() -> String {
    let mayRefuse = numbers.once(in: 2)
    operations.append("mill.pay: { in: { id: int }, keyTTL: forever\(mayRefuse ? ", refuses: [declined]" : "") }")
    return "- { step: pay, call: mill.pay, pivot: true }"
  }
}
