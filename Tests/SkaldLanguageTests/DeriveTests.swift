import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Choreographies derived from sagas")
struct DeriveTests {
  /// The sagas of the corpus that can be said in a choreography.
  static let translatable = [
    "activate-sim", "book-trip", "cook-meal-kit", "issue-gift-card", "move-tenant", "order-prescription", "rent-car",
    "rotate-credentials", "transfer-money", "verify-merchant", "write-will",
  ]

  /// What is found in a derived choreography when it stands beside its saga: warnings, too.
  static func findings(of derivation: ChoreographyDerivation, beside sources: [SourceText]) throws -> [String] {
    let text = try #require(derivation.text, "\(derivation.problems.map { $0.message })")
    let raw = SourceText(path: "derived.choreography.yaml", text: text)
    let first = Compiler.compile(sources + [raw], isWholeProject: true)
    let file = ChoreographyDerivation.settled(raw, found: first.diagnostics)
    let compilation = Compiler.compile(sources + [file], isWholeProject: true)
    #expect(compilation.choreographies.map { $0.name } == [derivation.name])
    return compilation.diagnostics.filter { $0.file == file.path && $0.severity != .note }.map { finding in
      "\(file.position(at: finding.range.start).line) \(finding.code) \(finding.message) \(finding.path)"
    }
  }

  static func derivation(of text: String, path: String = "a.saga.yaml") throws -> ChoreographyDerivation {
    let compilation = Compiler.compile([SourceText(path: path, text: text)], isWholeProject: true)
    let errors = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [], "\(text)")
    return ChoreographyDerivation(of: try #require(compilation.sagas.first).bound, use: [path])
  }

  @Test("what is not translated is refused with a reason, at its place", arguments: CorrectCorpusTests.entries)
  func others(_ entry: String) throws {
    guard entry.hasSuffix(".saga.yaml"), !Self.translatable.contains(String(entry.dropLast(10))) else { return }
    let data = try Data(contentsOf: CorrectCorpusTests.folder.appendingPathComponent(entry))
    let text = String(decoding: data, as: UTF8.self)
    let derivation = try Self.derivation(of: text)
    if derivation.text != nil {
      // What cannot be said of missing fields is lint's to tell.
      let source = SourceText(path: "a.saga.yaml", text: text)
      #expect(try !Self.findings(of: derivation, beside: [source]).isEmpty)
    } else {
      #expect(!derivation.problems.isEmpty)
    }
    let source = SourceText(path: entry, text: text)
    for problem in derivation.problems { #expect(!source.text(in: problem.range).isEmpty) }
  }

  @Test("what is derived of a saga lints clean", arguments: translatable)
  func corpus(_ name: String) throws {
    let url = CorrectCorpusTests.folder.appendingPathComponent("\(name).saga.yaml")
    let source = SourceText(
      path: "a.saga.yaml", text: String(decoding: try Data(contentsOf: url), as: UTF8.self))
    let found = try Self.findings(of: Self.derivation(of: source.text), beside: [source])
    #expect(found == [])
  }
}

extension DeriveTests {
  @Test(
    "a random saga has a choreography that lints clean, comes to its ends and leaves nothing behind",
    arguments: Array(0..<32) + [101])
  func random(_ seed: Int) throws {
    let source = SourceText(path: "a.saga.yaml", text: RandomDerivable.text(seed: UInt64(seed)))
    let derivation = try Self.derivation(of: source.text)
    let text = try #require(derivation.text, "\(derivation.problems.map { $0.message })\n\(source.text)")
    let note = Comment(rawValue: "\(source.text)\n\(text)")
    #expect(try Self.findings(of: derivation, beside: [source]) == [], note)

    let file = SourceText(path: "derived.choreography.yaml", text: text)
    let project = Compiler.compile([source, file]).project
    let flow = try #require(project.choreographies.first)
    let exploration = try #require(FlowExploration(of: flow))
    let ends = [flow.completed, flow.compensated].compactMap { $0?.name }
    #expect(exploration.ends == Set(ends), note)
    #expect(exploration.stops.map { $0.path } == [], note)
    #expect(exploration.doubleEnds.map { $0.path } == [], note)
    let left = exploration.leftovers.map { flow.reactions[$0.reaction].name }
    let mayStay = left.filter { name in
      text.contains("call: \(name)   # skald:allow SK804 -- it may stay\n")
    }
    #expect(left == mayStay, note)
  }

  @Test("random sagas hold every part, and most are followed to the end")
  func coverage() throws {
    let texts = (0..<32).map { RandomDerivable.text(seed: UInt64($0)) }
    for part in ["parallel:", "choose:", "catch:", "if: input.b", "wait:", "optional:", "fail: NAY"] {
      #expect(texts.contains { $0.contains(part) }, "\(part)")
    }
    let complete = try texts.prefix(10).count { text in
      let derived = SourceText(path: "b.choreography.yaml", text: try #require(try Self.derivation(of: text).text))
      let project = Compiler.compile([SourceText(path: "a.saga.yaml", text: text), derived]).project
      return FlowExploration(of: try #require(project.choreographies.first))?.isComplete == true
    }
    #expect(complete > 6)
  }
}

extension DeriveTests {
  /// The reactions of the sample's choreography, as `participant: line` of each line that holds one of some keys.
  static func sampleText() throws -> String {
    let bound = try #require(try PlaceOrderTests.compiled().sagas.first).bound
    return try #require(ChoreographyDerivation(of: bound, named: "derived", use: ["contracts.yaml"]).text)
  }

  @Test("the sample's choreography lints clean beside the saga, in the whole project")
  func sample() throws {
    let file = SourceText(path: "sagas/derived.choreography.yaml", text: try Self.sampleText())
    let sources = try PlaceOrderTests.files.map { try PlaceOrderTests.sample($0) } + [file]
    let found = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true).diagnostics
    #expect(found.filter { $0.severity != .note }.map { "\($0.code) \($0.message) \($0.path)" } == [])
  }

  @Test(
    "the sample's reactions are those of its steps, and its undos go back from one to the one before",
    arguments: [
      "when: order.created.v1\n      call: payment.charge",
      "when: payment.completed.v1\n      call: inventory.reserve",
      "when: stock.reserved.v1\n      call: delivery.request",
      "when: place-order.ship-refused.v1\n      call: inventory.release\n      undoes: inventory.reserve",
      "when: [place-order.reserve-refused.v1, place-order.reserve-undone.v1]\n      call: payment.refund",
      "when: { all: [place-order.ship-done.v1, delivery.started.v1] }\n      call: notification.send",
      "when: place-order.notify-done.v1\n      state: COMPLETED",
      "when: [place-order.charge-refused.v1, place-order.charge-undone.v1]\n      state: CANCELED",
      "idempotencyKey: payment-${event.orderId}", "sku: ${start.sku}", "reason: ${event.reason}",
      "starts: order.created.v1\nends:\n  completed: order.completed.v1\n  compensated: order.canceled.v1",
    ])
  func reactions(part: String) throws {
    #expect(try Self.sampleText().contains(part))
  }

  @Test("what follows an optional step waits for either word of it, and knows its result where there is one")
  func optional() throws {
    let text = try #require(
      try Self.derivation(
        of: """
          skald: 1
          saga: trip
          input: { id: int }
          key: ${input.id}
          steps:
            - { step: seat, call: air.seat, compensate: air.free }
            - { step: gift, call: shop.gift, optional: true, compensate: shop.takeBack, if: seat.row > 1 }
            - { step: pay, call: bank.pay, with: { gift: "${has(gift.name) ? gift.name : ''}" }, pivot: true }
          ---
          skald: 1
          services:
            air: { seat: { in: { id: int }, out: { row: int } }, free: { in: { id: int }, idempotent: natural } }
            shop: { gift: { in: { id: int }, out: { name: string }, refuses: [sold_out] }, takeBack: { in: { id: int }, idempotent: natural } }
            bank: { pay: { in: { id: int, gift: string }, keyTTL: forever, refuses: [poor] } }
          """
      ).text)
    let gift =
      "call: shop.gift\n      with:\n        id: ${event.id}\n      retry: { attempts: 3, wait: 1s, factor: 2, max: 30s, jitter: full }\n"
      + "      emits: trip.gift-done.v1\n      refused: trip.gift-refused.v1"
    #expect(text.contains(gift), "\(text)")
    #expect(
      text.contains("when: [trip.gift-done.v1, trip.gift-refused.v1, trip.gift-skipped.v1]\n      call: bank.pay"),
      "\(text)")
    #expect(text.contains("call: shop.takeBack\n      undoes: shop.gift"), "\(text)")
  }

  @Test("a result that is read further down is carried by the events between")
  func carried() throws {
    let text = try #require(
      try Self.derivation(
        of: """
          skald: 1
          saga: trip
          input: { id: int }
          key: ${input.id}
          steps:
            - { step: seat, call: air.seat, compensate: air.free }
            - { step: room, call: inn.room, compensate: inn.free }
            - { step: pay, call: bank.pay, with: { seat: "${seat.number}", room: "${room.number}" }, pivot: true }
          ---
          skald: 1
          services:
            air: { seat: { in: { id: int }, out: { number: string, row: int } }, free: { in: { id: int }, idempotent: natural } }
            inn: { room: { in: { id: int }, out: { number: int } }, free: { in: { id: int }, idempotent: natural } }
            bank: { pay: { in: { id: int, seat: string, room: int }, keyTTL: forever } }
          """
      ).text)
    #expect(text.contains("trip.seat-done.v1: { topic: trip, key: id, data: { id: int, number: string } }"))
    #expect(
      text.contains("trip.room-done.v1: { topic: trip, key: id, data: { id: int, number: string, room_number: int } }"))
    #expect(text.contains("seat: ${event.number}\n        room: ${event.room_number}"))
    #expect(!text.contains("row"))
  }
}

extension DeriveTests {
  /// A saga with one part that cannot be translated, and a call that can.
  static func refusal(_ part: String, top: String = "key: ${input.id}") throws -> [String] {
    let derivation = try derivation(
      of: """
        skald: 1
        saga: job
        input: { id: int, items: [int], other?: int }
        \(top)
        steps:
        \(part)
          - { step: done, call: shop.done, pivot: true }
        ---
        skald: 1
        services:
          shop:
            done: { in: { id: int }, keyTTL: forever }
            look: { in: { id: int }, out: { size: int }, effect: false }
        events:
          shop.told.v1: { topic: shop, key: id, data: { id: int, size: int }, external: true }
        """)
    #expect(derivation.text == nil)
    return derivation.problems.map { $0.message }
  }

  @Test(
    "what a choreography cannot say is refused, with the reason",
    arguments: [
      ("  - { sleep: 10m }", "no timers"),
      ("  - { ask: boss, answer: { ok: bool }, timeout: 1h }", "ask a person"),
      ("  - { each: all, in: input.items, steps: [ { step: a, call: shop.look } ] }", "how many events"),
      (
        "  - { repeat: poll, until: look.size > 1, every: 1m, atMost: 3, steps: [ { step: look, call: shop.look } ] }",
        "go round"
      ),
      (
        "  - { scope: part, steps: [ { step: a, call: shop.look } ], catch: { other: { steps: [ { step: b, call: shop.look } ] } } }",
        "turns back halfway"
      ),
      ("  - { wait: shop.told.v1, if: event.size > 1, timeout: 1h, otherwise: alert }", "would not see the next one"),
      ("  - { wait: shop.told.v1, timeout: 1h }", "goes on without its event"),
      (
        "  - { parallel: both, need: any, branches: { l: [ { step: a, call: shop.look } ], m: [ { step: b, call: shop.look } ] } }",
        "came first"
      ),
    ])
  func refused(part: String, reason: String) throws {
    let messages = try Self.refusal(part)
    #expect(messages.contains { $0.contains(reason) }, "\(messages)")
  }

  @Test(
    "a key must be one field of the input",
    arguments: ["", "key: ${input.id}-${input.items[0]}", "key: \"${input.id + 1}\"", "key: fixed"])
  func keys(top: String) throws {
    let messages = try Self.refusal("  - { step: a, call: shop.look }", top: top)
    #expect(messages.count == 1 && messages[0].hasPrefix("a flow is named by one field"), "\(messages)")
  }
}
