import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Overlapping batches in any order, with failing commits and crashes")
struct AheadRandomTests {
  static let orders: Int64 = 12

  /// Clients that begin their orders until they are told that these began, and an owner that does what chance says.
  private final class Script {
    let stores: Stores
    var world: AheadWorld
    var random: Random
    var asked: [Int64: Ticket] = [:]
    var begun: Set<Int64> = []
    var later: [Input] = []
    var effects: [String: Set<String>] = [:]
    var crashes = 0
    let refused: Set<String>

    init(_ seed: Int, _ kind: Stores.Kind) throws {
      stores = Stores(kind)
      refused = seed % 2 == 0 ? [] : ["inventory.reserve"]
      world = try AheadWorld(stores.open(), refused: refused)
      random = Random(seed)
    }

    func step() throws {
      if random.below(12) == 0 { world.store.failuresLeft = 1 }
      if random.below(40) == 0 { return try crash() }
      switch (world.kernel.isCommitting, random.below(6)) {
      case (true, 0...2): later += world.takeAhead(some())
      case (true, 3): _ = world.committer.outcome()
      case (true, _): world.conclude()
      case (false, 0...3) where world.kernel.mayRunAhead: world.submit(takeLater() + some())
      case (false, _): world.process(takeLater() + some())
      }
      if !world.kernel.isCommitting, world.kernel.fault != nil { world.advance(.seconds(1)) }
      hear()
    }

    private func takeLater() -> [Input] {
      defer { later = [] }
      return later
    }

    /// Some starts and some answers.
    private func some() -> [Input] {
      var inputs = world.takeAnswers(random.below(6))
      for order in 1...AheadRandomTests.orders
      where !begun.contains(order) && asked[order] == nil && random.below(4) == 0 {
        let (ticket, input) = world.startInput(order)
        asked[order] = ticket
        inputs.insert(input, at: random.below(inputs.count + 1))
      }
      return inputs
    }

    private func hear() {
      for (order, ticket) in asked {
        guard let reply = world.replies[ticket] else { continue }
        asked[order] = nil
        if Reply?.some(reply).started != nil { begun.insert(order) }
      }
    }

    /// Everything in memory is lost; what was given to the store may be there or not.
    private func crash() throws {
      if random.below(2) == 0 { _ = world.committer.outcome() } else { world.committer.drop() }
      crashes += 1
      try reopen()
    }

    private func reopen() throws {
      effects.merge(world.effects) { $0.union($1) }
      let now = world.now
      world.store.letGo()
      world = try AheadWorld(stores.open(), refused: refused, at: now + .seconds(60))
      (asked, later) = ([:], [])
    }

    /// Lets everything come to its end.
    func finish() throws {
      world.conclude()
      world.store.failuresLeft = 0
      try reopen()
      world.run((1...AheadRandomTests.orders).map { world.startInput($0).1 })
      effects.merge(world.effects) { $0.union($1) }
    }
  }

  @Test("every saga ends, each step once, and nothing is told that is not durable", arguments: Stores.Kind.allCases)
  func holds(kind: Stores.Kind) throws {
    for seed in 1...(kind == .memory ? 150 : 12) {
      let script = try Script(seed, kind)
      for _ in 0..<120 { try script.step() }
      try script.finish()
      let status: Status = script.refused.isEmpty ? .completed : .compensated
      let found = try script.world.kernel.reader.search(
        InstanceQuery(limit: 100), within: .none, where: { _ in true }
      ).rows
      #expect(found.count == Int(Self.orders) && found.allSatisfy { $0.status == status }, "seed \(seed)")
      #expect(script.begun.isSubset(of: Set(1...Self.orders)))
      for (name, keys) in script.effects { #expect(keys.count == 1, "\(name) under \(keys) with seed \(seed)") }
    }
  }
}
