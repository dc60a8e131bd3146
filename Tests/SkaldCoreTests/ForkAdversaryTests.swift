import SkaldCore
import Testing

@Suite("Forks against an adversary")
struct ForkAdversaryTests {
  static let shapes: [(name: String, parts: [Part])] = [
    ("branches", [.call("a"), .parallel("p", [[.call("b"), .call("c")], [.call("d")]], need: 2), .call("e")]),
    (
      "any",
      [.call("a"), .parallel("p", [[.call("b"), .call("c")], [.call("d")], [.call("f")]], need: 1), .call("e")]
    ),
    ("items", [.each("all", "input.items", atMost: 2, [.call("a"), .call("b")]), .call("e")]),
    ("rounds", [.loop("poll", until: "index == 2", every: "1s", [.call("a"), .set("s", "index")]), .call("e")]),
    (
      "scope",
      [
        .call("z"), .scope("try", [.call("a"), .call("b")], catches: [(nil, [.call("c")], false)]), .call("e"),
      ]
    ),
    ("sub-saga", [.saga("one", number: "1", [.call("a"), .call("b")]), .saga("two", number: "2", [.call("a")])]),
    (
      "everything",
      [
        .call("z"),
        .each(
          "all", "input.items", atMost: 2,
          [
            .scope(
              "try",
              [
                .parallel("p", [[.call("b")], [.call("c"), .call("d")]], need: 2),
                .saga("s", number: "item", [.call("f")]),
              ],
              catches: [("no", [.call("g")], false)]),
            .loop("poll", until: "index == 1", [.call("h")]),
          ]),
        .parallel("q", [[.call("i")], [.call("j")], [.call("k")]], need: 2), .call("pay", pivot: true), .call("last"),
      ]
    ),
  ]

  @Test("the services' ledgers agree with the state, whatever goes wrong", arguments: shapes.indices)
  func effectsAreRight(_ shape: Int) {
    var ends: [Status: Int] = [:]
    for seed in 1...500 {
      var play = ForkPlay(Self.shapes[shape].parts, seed: UInt64(seed), faults: 6)
      play.run()
      #expect(play.violations.isEmpty, "\(Self.shapes[shape].name), seed \(seed): \(play.violations)")
      #expect(play.state.status.isTerminal, "\(Self.shapes[shape].name), seed \(seed): \(play.state.incidents)")
      ends[play.state.status, default: 0] += 1
    }
    // A suite in which nothing fails, or nothing succeeds, would prove nothing.
    #expect(ends[.completed, default: 0] > 40)
    #expect(ends[.compensated, default: 0] > 40)
  }

  @Test("a crash at every commit ends as without the crash", arguments: shapes.indices, ["", "e.do", "pay.do", "d.do"])
  func crashesAnywhere(_ shape: Int, _ refused: String) {
    var quiet = ForkPlay(Self.shapes[shape].parts)
    if !refused.isEmpty { quiet.refusals[refused] = "no" }
    quiet.run()
    var count = 0
    while true {
      var play = ForkPlay(Self.shapes[shape].parts)
      if !refused.isEmpty { play.refusals[refused] = "no" }
      while play.journal.count <= count, !play.state.status.isTerminal, play.step() {}
      guard !play.state.status.isTerminal else { break }
      play.crash()
      play.run()
      #expect(play.violations.isEmpty, "crash at \(count): \(play.violations)")
      #expect(play.state.status == quiet.state.status, "crash at \(count)")
      // Which branch is first may differ; how much was done may not.
      #expect(play.effects.values.reduce(0, +) == quiet.effects.values.reduce(0, +), "crash at \(count)")
      count += 1
    }
    #expect(count >= 3)
  }
}
