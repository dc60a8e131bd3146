import SkaldCore
import SkaldValue
import Testing

@Suite("Branches, loops, scopes and sub-sagas")
struct ForkTests {
  static func steps(_ play: ForkPlay, undo: Bool = false) -> [String] {
    play.report.calls.filter { ($0.id.phase == .undo) == undo }.map { $0.step }
  }

  static func ended(_ play: ForkPlay) -> ForkPlay {
    var play = play
    play.run()
    return play
  }

  @Test("branches run side by side, and what follows runs once all are done")
  func branches() {
    let parts: [Part] = [.parallel("both", [[.call("a")], [.call("b"), .call("c")]], need: 2), .call("d")]
    let play = Self.ended(ForkPlay(parts))
    #expect(play.state.status == .completed)
    #expect(play.violations.isEmpty)
    #expect(Set(Self.steps(play).prefix(2)) == ["a", "b"])
    #expect(Self.steps(play).suffix(2) == ["c", "d"])
  }

  @Test("where one of all branches fails, the others are undone with what came before")
  func branchFails() {
    let parts: [Part] = [
      .call("z"), .parallel("both", [[.call("a")], [.call("b"), .call("c")]], need: 2), .call("d"),
    ]
    let play = Self.ended(ForkPlay(parts).refusing("c.do", "no"))
    #expect(play.state.status == .compensated)
    #expect(play.violations.isEmpty)
    #expect(Self.steps(play, undo: true).last == "z")
    #expect(Set(Self.steps(play, undo: true).dropLast()) == ["a", "b"])
    #expect(play.state.failure?.code == "no")
  }

  @Test("the first of several is enough: the others are given up and undone, and the saga does not wait for that")
  func anyOf() {
    let parts: [Part] = [.parallel("one", [[.call("a")], [.call("b"), .call("slow")]], need: 1), .call("d")]
    var play = ForkPlay(parts)
    play.silent = ["slow.do"]
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.violations.isEmpty)
    #expect(play.effects["sk1:1:one/a.0"] == 1)
    #expect(play.effects["sk1:1:one/b.0"] == 0)
  }

  @Test("two of three may do without one that fails", arguments: ["a", "b", "c"])
  func quorum(_ failing: String) {
    let parts: [Part] = [
      .parallel("quorum", [[.call("a")], [.call("b")], [.call("c")]], need: 2), .call("d", pivot: true),
    ]
    let play = Self.ended(ForkPlay(parts).refusing("\(failing).do", "no"))
    #expect(play.state.status == .completed)
    #expect(play.violations.isEmpty)
  }

  @Test("where two of three fail, the quorum fails")
  func quorumFails() {
    let parts: [Part] = [.parallel("quorum", [[.call("a")], [.call("b")], [.call("c")]], need: 2), .call("d")]
    let play = Self.ended(ForkPlay(parts).refusing("a.do", "no").refusing("c.do", "never"))
    #expect(play.state.status == .compensated)
    #expect(play.violations.isEmpty)
    #expect(!Self.steps(play).contains("d"))
  }

  @Test("each item has its own call and key, and no more than allowed run at once")
  func items() {
    let parts: [Part] = [.each("all", "input.items", atMost: 2, [.call("pack"), .call("send")])]
    let play = Self.ended(ForkPlay(parts, input: ["items": [1, 2, 3, 4, 5]], output: "all"))
    #expect(play.state.status == .completed)
    #expect(play.together["pack"] == 2)
    #expect(play.report.calls.map { $0.idempotencyKey }.contains("sk1:1:all/pack#4.0:a"))
    #expect(Set(Self.steps(play)).count == 10)
    #expect(play.state.output?.array?.count == 5)
    #expect(play.state.output?.array?.first == ["pack": ["by": "pack#0"], "send": ["by": "send#0"]])
  }

  @Test("items are told apart by their keys, which are escaped")
  func itemKeys() {
    let parts: [Part] = [.each("all", "input.items", key: "item", [.call("pack")])]
    let play = Self.ended(ForkPlay(parts, input: ["items": ["a", "b c", "d#:%/"]]))
    let keys = play.report.calls.map { $0.idempotencyKey }
    #expect(keys == ["sk1:1:all/pack#a.0:a", "sk1:1:all/pack#b%20c.0:a", "sk1:1:all/pack#d%23%3A%25%2F.0:a"])
  }

  @Test("two items with one key are an incident, and nothing is called")
  func doubleKeys() {
    let play = Self.ended(
      ForkPlay([.each("all", "input.items", key: "item", [.call("pack")])], input: ["items": ["a", "a"]]))
    #expect(play.state.isStuck)
    #expect(play.report.calls.isEmpty)
  }

  @Test("a list without items is done at once")
  func noItems() {
    let play = Self.ended(ForkPlay([.each("all", "input.items", [.call("pack")]), .call("d")], input: ["items": []]))
    #expect(play.state.status == .completed)
    #expect(Self.steps(play) == ["d"])
  }

  @Test("one item that fails turns all back")
  func itemFails() {
    let parts: [Part] = [.each("all", "input.items", atMost: 2, [.call("pack"), .call("send")])]
    let play = Self.ended(ForkPlay(parts).refusing("send#1", "lost"))
    #expect(play.state.status == .compensated)
    #expect(play.violations.isEmpty)
    #expect(!Self.steps(play).contains("pack#3"))
  }

  @Test("a loop goes round until its condition holds; what the last round found can be read behind it")
  func rounds() {
    let parts: [Part] = [.loop("poll", until: "index == 3", every: "10s", [.call("ask"), .set("seen", "index")])]
    let play = Self.ended(ForkPlay(parts, output: "seen"))
    #expect(play.state.status == .completed)
    #expect(Self.steps(play) == ["ask#0", "ask#1", "ask#2", "ask#3"])
    #expect(play.state.output == 3)
    #expect(play.now >= Timestamp(milliseconds: 1_030_000))
  }

  @Test("rounds that are used up are a failure, and the rounds are undone, the last one first")
  func roundsUsedUp() {
    let play = Self.ended(ForkPlay([.loop("poll", until: "false", atMost: 3, [.call("ask")])]))
    #expect(play.state.status == .compensated)
    #expect(play.state.failure?.code == "rounds_used_up")
    #expect(Self.steps(play, undo: true) == ["ask#2", "ask#1", "ask#0"])
    #expect(play.violations.isEmpty)
  }

  @Test("a loop that waits for nothing and never ends is stopped")
  func endlessLoop() {
    let play = Self.ended(ForkPlay([.loop("spin", until: "false", [.set("x", "index")])]))
    #expect(play.state.incidents.map { $0.kind } == ["endless_loop"])
    #expect(play.state.isStuck)
  }

  @Test("a scope that fails is undone alone, then its alternative runs and the saga goes on")
  func scope() {
    let parts: [Part] = [
      .call("before"),
      .scope(
        "try", [.call("a"), .call("b")], catches: [("other_code", [.call("x")], false), (nil, [.call("c")], false)]),
      .call("after"),
    ]
    let play = Self.ended(ForkPlay(parts).refusing("b.do", "no"))
    #expect(play.state.status == .completed)
    #expect(Self.steps(play) == ["before", "a", "b", "c", "after"])
    #expect(Self.steps(play, undo: true) == ["a"])
    #expect(play.violations.isEmpty)
  }

  @Test("an alternative may let the failure go on")
  func scopeGoesOn() {
    let parts: [Part] = [
      .call("before"), .scope("try", [.call("a"), .call("b")], catches: [("no", [.call("c")], true)]),
    ]
    let play = Self.ended(ForkPlay(parts).refusing("b.do", "no"))
    #expect(play.state.status == .compensated)
    #expect(play.state.failure?.code == "no")
    #expect(Self.steps(play, undo: true) == ["a", "c", "before"])
  }

  @Test("a scope whose alternatives are for other codes fails as a whole")
  func scopeNotCaught() {
    let parts: [Part] = [.scope("try", [.call("a"), .call("b")], catches: [("maybe", [], false)])]
    let play = Self.ended(ForkPlay(parts).refusing("b.do", "no"))
    #expect(play.state.status == .compensated)
    #expect(play.violations.isEmpty)
  }

  @Test("a scope around branches catches the failure of one, and undoes all")
  func scopeAroundBranches() {
    let parts: [Part] = [
      .scope(
        "try", [.parallel("both", [[.call("a")], [.call("b"), .call("c")]], need: 2)],
        catches: [(nil, [.call("d")], false)])
    ]
    let play = Self.ended(ForkPlay(parts).refusing("c.do", "no"))
    #expect(play.state.status == .completed)
    #expect(Set(Self.steps(play, undo: true)) == ["a", "b"])
    #expect(play.violations.isEmpty)
  }

  @Test("a sub-saga has names and keys of its own")
  func subSaga() {
    let parts: [Part] = [
      .set("number", "7"), .saga("one", number: "number", [.call("pay")]),
      .saga("two", number: "number + 1", [.call("pay")]),
    ]
    let play = Self.ended(ForkPlay(parts, output: "two"))
    #expect(play.state.status == .completed)
    #expect(play.report.calls.map { $0.idempotencyKey } == ["sk1:1:one/pay.0:a", "sk1:1:two/pay.0:a"])
    #expect(Self.steps(play) == ["one/pay", "two/pay"])
    #expect(play.state.output == ["number": 8])
  }

  @Test("a sub-saga that ended is undone step by step where the saga fails later")
  func subSagaUndone() {
    let parts: [Part] = [.saga("one", number: "1", [.call("a"), .call("b")]), .call("c")]
    let play = Self.ended(ForkPlay(parts).refusing("c.do", "no"))
    #expect(play.state.status == .compensated)
    #expect(Self.steps(play, undo: true) == ["one/b", "one/a"])
  }

  @Test("a question waits for a person; an answer that nobody asked for changes nothing")
  func question() {
    var play = ForkPlay([.ask("approve"), .call("a")], output: "approve")
    let record = RecordID(StepID(0))
    play.feed(.decided(RecordID(StepID(1)), answer: true, by: "eva"))
    #expect(play.state.openQuestions(play.program) == [record])
    play.feed(.decided(record, answer: ["approved": true], by: "eva"))
    play.feed(.decided(record, answer: ["approved": false], by: "eva"))
    play.run()
    #expect(play.state.status == .completed)
    #expect(play.state.output == ["approved": true])
  }

  @Test("behind the point of no return a scope may still turn back on its own")
  func scopeBehindPivot() {
    let parts: [Part] = [
      .call("pay", pivot: true), .scope("try", [.ask("ok"), .fail("NO")], catches: [("NO", [.call("c")], false)]),
    ]
    var play = ForkPlay(parts)
    play.run()
    play.feed(.decided(RecordID(StepID(2)), answer: true, by: ""))
    play.run()
    #expect(play.state.status == .completed)
    #expect(Self.steps(play) == ["pay", "c"])
  }
}
