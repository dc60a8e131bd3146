import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// Whatever comes together, the order flow ends as it declares, and what was done is kept or undone as a whole.
@Suite("The order flow under faults that come together")
struct FlowProofTests {
  /// A fixed sequence of numbers that looks like chance, so that a failure can be tried again.
  private struct Chance {
    var state: UInt64

    mutating func below(_ limit: UInt64) -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (state >> 33) % limit
    }
  }

  /// What happens in one run: answers, arrivals, ends of the process.
  private struct Weather {
    var mock: [String] = []
    var isRefused = false
    var delays: [[Milliseconds]] = []
    var kills: [Int] = []

    init(seed: UInt64) {
      var chance = Chance(state: seed &* 2_654_435_761 &+ 1)
      for _ in 0..<8 { _ = chance.below(2) }
      let refusals = [
        "payment.charge": "card_declined", "inventory.reserve": "out_of_stock",
        "delivery.request": "address_unserviceable",
      ]
      for operation in [
        "payment.charge", "inventory.reserve", "delivery.request", "payment.refund", "inventory.release",
      ] {
        switch chance.below(6) {
        case 0:
          guard let code = refusals[operation] else { continue }
          mock.append("\(operation)=refuses:\(code)")
        case 1: mock.append("\(operation)=times-out:\(1 + chance.below(3))")
        case 2: mock.append("\(operation)=fails:\(1 + chance.below(3))")
        default: continue
        }
      }
      isRefused = mock.contains { $0.contains("refuses") }
      for _ in 0..<40 {
        let copies = chance.below(3) == 0 ? 2 : 1
        delays.append((0..<copies).map { _ in Milliseconds(Int64(1 + chance.below(60_000))) })
      }
      for _ in 0..<chance.below(4) { kills.append(Int(1 + chance.below(20))) }
    }
  }

  /// How many combinations are tried, in batches of fifty.
  static let batches = 20

  /// The events that end the flow: they are kept by everybody, and held by nobody.
  private static let ends: Set = ["order.completed.v1", "order.canceled.v1"]

  /// What happened in the runs of a batch, so that a batch in which nothing happened is seen.
  private struct Tally {
    var runs = 0
    var undone = 0
    var doubled = 0
    var kills = 0
    var held = 0
  }

  @Test("each of a thousand combinations ends right", arguments: 0..<batches)
  func endsRight(batch: Int) throws {
    var tally = Tally()
    for number in 0..<50 {
      let seed = UInt64(batch * 50 + number)
      try Self.run(seed, &tally)
    }
    print(
      """
      order flow, batch \(batch): \(tally.runs) combinations, \(tally.undone) undone, \(tally.doubled) deliveries twice, \
      \(tally.kills) kills, \(tally.held) events held that overtook another
      """)
    #expect(tally.undone > 0 && tally.doubled > 0 && tally.kills > 0 && tally.held > 0)
  }

  private static func run(_ seed: UInt64, _ tally: inout Tally) throws {
    let weather = Weather(seed: seed)
    tally.runs += 1
    var held = 0
    // A daemon for each participant: what one hears late is overtaken there.
    let databases = FlowTests.programs.map { _ in MemoryDatabase() }
    var setup = VirtualRun.Setup()
    setup.crashes = { [kills = weather.kills] commits, crashes in
      crashes < kills.count && kills[crashes...].contains(commits)
    }
    var flow = try VirtualFlow(
      engines: zip(FlowTests.programs, databases).map { ([$0], MemoryStore($1)) }, setup: setup,
      mock: FlowTests.script(weather.mock)
    ) { _, entry in
      let isEnd = Self.ends.contains(entry.data?["event"]?.string ?? "")
      if entry.type == "event.kept", !isEnd { held += 1 }
    }
    flow.arrivals = { [delays = weather.delays] in delays[$0 % delays.count] }
    flow.send("order.created.v1", FlowTests.order)
    let result = try flow.run { engine throws(StoreError) in
      tally.kills += 1
      return MemoryStore(databases[engine])
    }
    tally.held += held
    if result.status == .compensated { tally.undone += 1 }
    let deliveries = (result.events.count + 1) * databases.count
    tally.doubled += (0..<deliveries).count { weather.delays[$0 % weather.delays.count].count > 1 }
    let comment: Comment = "seed \(seed): \(weather.mock), killed after \(weather.kills)"

    #expect(result.status == (weather.isRefused ? .compensated : .completed), comment)
    var succeeded: [String: Set<String>] = [:]
    for call in result.parts.flatMap(\.report.calls) where call.outcome == "ok" {
      succeeded[call.operation, default: []].insert(call.idempotencyKey)
    }
    func count(_ operation: String) -> Int { succeeded[operation]?.count ?? 0 }
    let isShipped = count("delivery.request") == 1
    #expect(isShipped == !weather.isRefused, comment)
    #expect(count("payment.charge") - count("payment.refund") == (isShipped ? 1 : 0), comment)
    #expect(count("inventory.reserve") - count("inventory.release") == (isShipped ? 1 : 0), comment)
    #expect(count("payment.charge") <= 1 && count("inventory.reserve") <= 1, comment)
    // What came before its time was held: the order is where its events lead, and its end was announced once.
    let order = try #require(result.parts.first { $0.program.participation?.participant == "order" })
    #expect(order.state.entities.map(\.state) == [isShipped ? "COMPLETED" : "CANCELED"], comment)
    #expect(result.events.count { Self.ends.contains($0.name) } == 1, comment)
  }
}
