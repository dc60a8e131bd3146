import SkaldParticipant
import SkaldValue
import Testing

@Suite("Taking part in sagas")
struct BarrierTests {
  let bank: Bank

  init() throws { bank = try Bank() }

  @Test("an action that is repeated gets the first answer and takes effect once")
  func duplicates() async throws {
    let first = await bank.send(try .charge())
    #expect(first == .done(["charge": "7"]))
    #expect(await bank.send(try .charge()) == first)
    #expect(try await bank.net() == 1)
  }

  @Test("a key that comes again with another input is refused")
  func conflict() async throws {
    _ = await bank.send(try .charge())
    let answer = await bank.send(try .charge(extra: ",\"amount\":5"))
    #expect(answer == .conflict)
    #expect(answer.status == 422)
    #expect(try await bank.net() == 1)
  }

  @Test(
    "the undo of what never came does nothing, and the action that comes later is turned away",
    arguments: [
      "unknown", nil,
    ])
  func undoFirst(outcome: String?) async throws {
    #expect(await bank.send(try .refund(outcome: outcome)) == .done([:]))
    let late = await bank.send(try .charge())
    #expect(late == .tombstoned)
    #expect(late.status == 409)
    #expect(late.headers.contains { $0.name == "Skald-Result" && $0.value == "tombstoned" })
    #expect(await bank.send(try .charge()) == .tombstoned)
    #expect(try await bank.net() == 0)
  }

  @Test("an action is undone once, and keeps its answer afterwards", arguments: ["known", "unknown", nil])
  func undoneOnce(outcome: String?) async throws {
    let charged = await bank.send(try .charge())
    let undone = await bank.send(try .refund(outcome: outcome))
    #expect(undone == .done(["refund": "7"]))
    #expect(await bank.send(try .refund(outcome: outcome)) == undone)
    #expect(await bank.send(try .charge()) == charged)
    #expect(try await bank.net() == 0)
  }

  @Test("an action under a key of its author is found by its undo")
  func customKey() async throws {
    _ = await bank.send(try .charge(key: "order-7"))
    _ = await bank.send(try .refund())
    #expect(try await bank.net() == 0)
    _ = await bank.send(try .refund("8"))
    #expect(await bank.send(try .charge("8", key: "order-8")) == .tombstoned)
  }

  @Test("a service that decides anew refuses once, takes effect later, and its undo finds that")
  func forgottenRefusal() async throws {
    let refused = try ServiceCall.charge()
    let answers = [true, false].map { Self.decided(refused, isRefused: $0) }
    let no = await bank.participant.answer(refused, remembersRefusals: false, work: answers[0])
    #expect(no == .refused(Refusal("card_declined")))
    let yes = await bank.participant.answer(refused, remembersRefusals: false, work: answers[1])
    #expect(yes == .done(["charge": "7"]))
    // What took effect is remembered all the same.
    #expect(await bank.participant.answer(refused, remembersRefusals: false, work: answers[0]) == yes)
    #expect(try await bank.net() == 1)
    #expect(await bank.send(try .refund()) == .done(["refund": "7"]))
    #expect(try await bank.net() == 0)
  }

  /// The work of a charge, which writes before it says no.
  private static func decided(
    _ call: ServiceCall, isRefused: Bool
  ) -> @Sendable (ParticipantTransaction) throws -> JSON {
    { db in
      let output = try Bank.work(call)(db)
      if isRefused { throw Refusal("card_declined") }
      return output
    }
  }

  @Test("a refusal takes the writes back, is remembered, and leaves nothing to undo")
  func refusal() async throws {
    let no = await bank.send(try .charge(extra: ",\"refuse\":\"card_declined\""))
    #expect(no == .refused(Refusal("card_declined")))
    #expect(String(decoding: no.body, as: UTF8.self) == #"{"refused":"card_declined"}"#)
    #expect(await bank.send(try .charge(extra: ",\"refuse\":\"card_declined\"")) == no)
    #expect(await bank.send(try .refund()) == .done([:]))
    #expect(try await bank.net() == 0)
  }

  @Test("the refusal of an undo is not remembered: the engine asks again")
  func refusedUndo() async throws {
    _ = await bank.send(try .charge())
    #expect(await bank.send(try .refund(extra: ",\"refuse\":\"closed\"")) == .refused(Refusal("closed")))
    #expect(await bank.send(try .refund()) == .done(["refund": "7"]))
    #expect(try await bank.net() == 0)
  }

  @Test("what a handler that failed has written is gone, and the repeat begins anew")
  func crash() async throws {
    #expect(await bank.send(try .charge(extra: ",\"crash\":1")) == .failed)
    #expect(try await bank.net() == 0)
    #expect(await bank.send(try .charge()) == .done(["charge": "7"]))
    #expect(try await bank.net() == 1)
  }

  @Test("an undo whose action is known is done even where this book never saw the action")
  func known() async throws {
    #expect(await bank.send(try .refund(outcome: "known")) == .done(["refund": "7"]))
    #expect(await bank.send(try .charge()) == .tombstoned)
  }

  @Test("two processes that get one key at once do its work once")
  func concurrent() async throws {
    let (one, other) = (try bank.later(), try bank.later())
    let call = try ServiceCall.charge()
    async let left = one.answer(call, work: Bank.work(call))
    async let right = other.answer(call, work: Bank.work(call))
    let answers = await [left, right]
    #expect(answers[0] == answers[1])
    #expect(try await bank.net() == 1)
  }

  @Test("answers and steps are forgotten when their time is over, not before")
  func lapse() async throws {
    let plain = ServiceCall(operation: "charge", key: "k", role: .plain, input: ["order": "7"])
    _ = await bank.send(plain)
    _ = await bank.send(try .charge("8"))
    let day = Milliseconds.days(1)
    let before = try bank.later(Milliseconds(day.count - 1))
    _ = await before.answer(plain, work: Bank.work(plain))
    #expect(try await bank.net() == 1)
    let after = try bank.later(day)
    try await after.sweep()
    _ = await after.answer(plain, work: Bank.work(plain))
    #expect(try await bank.net() == 2)
    let undo = try ServiceCall.refund("8")
    #expect(await after.answer(undo, work: Bank.work(undo)) == .done(["refund": "8"]))
  }

  @Test("a handler cannot end the transaction, and cannot use it afterwards")
  func transaction() async throws {
    let answer = await bank.participant.answer(try .charge()) { db in
      try db.execute("INSERT INTO ledger VALUES ('7', 1, 'charge')")
      try db.execute("COMMIT")
      return [:]
    }
    #expect(answer == .failed)
    #expect(try await bank.net() == 0)
  }

  @Test("a check says what happened, and what did not happen never does")
  func check() async throws {
    _ = await bank.send(try .charge())
    let check = try ServiceCall.charge()
    let applied = await bank.participant.check(check, of: "charge")
    #expect(applied == .done(["outcome": "applied", "output": ["charge": "7"]]))
    #expect(await bank.participant.check(try .charge("8"), of: "charge") == .done(["outcome": "none"]))
    #expect(await bank.send(try .charge("8")) == .tombstoned)
  }

  @Test("a request without a key, without JSON or with an odd outcome says what was expected")
  func badCalls() {
    #expect(throws: BadCall("the header field Idempotency-Key is missing")) {
      try ServiceCall(operation: "charge", body: []) { _ in nil }
    }
    #expect(throws: BadCall("Skald-Outcome must be `known` or `unknown`")) { try ServiceCall.refund(outcome: "?") }
    #expect(throws: BadCall.self) { try ServiceCall.charge(extra: "{") }
  }
}

@Suite("Taking part, under any fate")
struct FateTests {
  @Test(
    "whatever is lost, repeated or late: no effect is there twice or taken back unmade",
    arguments: [
      1, 2, 3, 4, 5,
    ] as [UInt64])
  func fates(seed: UInt64) async throws {
    let bank = try Bank()
    var random = Fate(state: seed)
    for round in 0..<40 {
      let order = "\(round)"
      // The network: requests of three attempts and of two undos in any order, some lost and some twice.
      var calls: [ServiceCall] = []
      for _ in 0..<3 where random.next() % 4 != 0 {
        calls.append(try .charge(order, extra: random.next() % 5 == 0 ? ",\"crash\":1" : ""))
      }
      let isUndone = random.next() % 2 == 0
      if isUndone { for _ in 0..<2 { calls.append(try .refund(order)) } }
      calls.shuffle(using: &random)
      for call in calls {
        _ = await bank.send(call)
        let net = try await bank.net(order)
        #expect(net == 0 || net == 1, "seed \(seed), order \(order)")
      }
      let net = try await bank.net(order)
      if isUndone { #expect(net == 0, "seed \(seed), order \(order)") }
    }
  }

  /// Numbers that follow from a seed.
  struct Fate: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
      return mixed ^ mixed >> 31
    }
  }
}
