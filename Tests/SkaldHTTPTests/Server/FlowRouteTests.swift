import NIOHTTP1
import SkaldCore
import SkaldDiagnostics
import SkaldEngine
import SkaldLanguage
import SkaldRuntime
import SkaldServer
import SkaldValue
import Synchronization
import Testing

@Suite("Flows over HTTP", .timeLimit(.minutes(1)))
struct FlowRouteTests {
  private static let flow = """
    skald: 1
    choreography: paid-order
    key: orderId
    starts: placed.v1
    ends: { completed: shipped.v1, compensated: declined.v1 }
    participants:
      payment:
        - { when: placed.v1, call: payment.charge, emits: paid.v1, refused: declined.v1 }
      delivery:
        - { when: paid.v1, call: delivery.request, pivot: true, emits: shipped.v1 }
    ---
    skald: 1
    services:
      payment: { charge: { in: { orderId: int }, refuses: [card_declined] } }
      delivery: { request: { in: { orderId: int } } }
    events:
      placed.v1: { key: orderId, external: true, data: { orderId: int } }
      paid.v1: { key: orderId, data: { orderId: int } }
      declined.v1: { key: orderId, public: true, data: { orderId: int, reason: string } }
      shipped.v1: { key: orderId, public: true, data: { orderId: int } }
    """

  private static func programs() throws -> [SagaProgram] {
    let compilation = Compiler.compile([SourceText(path: "flow.yaml", bytes: Array(flow.utf8))])
    return try #require(compilation.choreographies.first?.participants).map(\.program)
  }

  private static var handlers: Handlers {
    var handlers = Handlers()
    handlers.on("payment.charge") { input, _ in
      if input["orderId"] == 13 { throw Refusal("card_declined") }
      return .object(JSONObject())
    }
    handlers.on("delivery.request") { _, _ in }
    return handlers
  }

  private static func place(_ order: Int, _ daemon: Daemon, as type: String = "placed.v1") async throws {
    let answer = try await daemon.call(
      .POST, "/v1/events", #"{"orderId":\#(order)}"#,
      headers: [
        ("ce-specversion", "1.0"), ("ce-id", "\(type) \(order)"), ("ce-source", "/shop"), ("ce-type", type),
      ])
    #expect(answer.status == 202)
  }

  /// A daemon of the payment alone, beside one of the delivery that has heard of order 7, and one that never answers.
  private static func besideOthers<Result: Sendable>(
    _ use: @escaping @Sendable (Daemon) async throws -> Result
  ) async throws -> Result {
    let programs = try programs()
    return try await Daemon.run(handlers: handlers, programs: [programs[1]]) { delivery in
      try await place(7, delivery, as: "paid.v1")
      _ = try await ended(7, delivery)
      var options = SagaServer.Options(listen: .anyPort)
      let asksDelivery = FlowPeer(name: "delivery") { path in
        guard let answer = try? await delivery.call(.GET, path) else { return .silence }
        return answer.status == 200 ? .part(answer.body) : .unknown
      }
      options.peers = [FlowPeer(name: "stock") { _ in .silence }, asksDelivery]
      return try await Daemon.run(options: options, handlers: handlers, programs: [programs[0]], use)
    }
  }

  @Test("the parts of several daemons are one flow, and those that do not answer are named")
  func joinsDaemons() async throws {
    let (flow, history, part) = try await Self.besideOthers { payment in
      try await Self.place(7, payment)
      try await Self.place(7, payment, as: "shipped.v1")
      let flow = try await Self.ended(7, payment)
      return (
        flow, try await payment.call(.GET, "/v1/flows/paid-order/7/history").body,
        try await payment.call(.GET, "/v1/flows/paid-order/7?scope=here").body
      )
    }
    let participants = flow["participants"]?.array ?? []
    #expect(Set(participants.compactMap { $0["participant"]?.string }) == ["payment", "delivery"])
    #expect(flow["unreachable"] == ["stock"])
    let paid = flow["events"]?.array?.filter { $0["event"] == "paid.v1" } ?? []
    #expect(paid.map { $0["from"] } == ["payment"])
    #expect(paid.first?["heard"]?.array?.map { $0["participant"] } == ["delivery"])
    let told = history["events"]?.array ?? []
    #expect(Set(told.compactMap { $0["participant"]?.string }) == ["payment", "delivery"])
    #expect(told.compactMap { $0["at"]?.string } == told.compactMap { $0["at"]?.string }.sorted())
    #expect(part["participants"]?.array?.map { $0["participant"] } == ["payment"])
    #expect(part["unreachable"] == [])
  }

  @Test("a flow that only another daemon has heard of is told; one that none has is not there")
  func asksOthers() async throws {
    let (theirs, nobodys, wrong) = try await Self.besideOthers { payment in
      (
        try await payment.call(.GET, "/v1/flows/paid-order/7").body,
        try await payment.call(.GET, "/v1/flows/paid-order/8"),
        try await payment.call(.GET, "/v1/flows/paid-order/7?scope=all")
      )
    }
    #expect(theirs["participants"]?.array?.map { $0["participant"] } == ["delivery"])
    #expect(theirs["status"] == "completed")
    #expect(nobodys.code == "unknown_instance")
    #expect(wrong.status == 400)
    #expect(wrong.code == "input_invalid")
  }

  @Test(
    "what comes from outside is handed on to all daemons of a flow; with one that does not answer it is to be sent again"
  )
  func handsOn() async throws {
    let programs = try Self.programs()
    let isAway = Mutex(true)
    let handedOn = Mutex<[JSON]>([])
    let (away, again, known, alone, wrong, refused) = try await Daemon.run(
      handlers: Self.handlers, programs: [programs[1]]
    ) {
      delivery in
      var options = SagaServer.Options(listen: .anyPort)
      options.peers = [
        FlowPeer(
          name: "delivery", ask: { _ in .silence },
          send: { events in
            guard !isAway.withLock({ $0 }) else { return .away("no answer") }
            handedOn.withLock { $0 += events }
            guard events.first?["id"] == "e" else { return .refused("it answered 401") }
            let answer = try? await delivery.call(
              .POST, "/v1/events?scope=here", JSON.array(events).text, type: "application/cloudevents-batch+json")
            return answer.map { $0.status < 300 } == true ? .stored : .away("no")
          })
      ]
      return try await Daemon.run(options: options, handlers: Self.handlers, programs: [programs[0]]) { payment in
        func send(_ path: String) async throws -> Daemon.Answer {
          let event =
            #"{"specversion":"1.0","id":"e","source":"/shop","type":"paid.v1","hops":1,"data":{"orderId":7}}"#
          return try await payment.call(.POST, path, event, type: "application/cloudevents+json")
        }
        let away = try await send("/v1/events")
        isAway.withLock { $0 = false }
        let again = try await send("/v1/events")
        _ = try await Self.ended(7, delivery)
        return (
          away, again, try await send("/v1/events"), try await send("/v1/events?scope=here"),
          try await send("/v1/events?scope=all"),
          try await payment.call(
            .POST, "/v1/events",
            #"{"specversion":"1.0","id":"f","source":"/shop","type":"paid.v1","data":{"orderId":8}}"#,
            type: "application/cloudevents+json")
        )
      }
    }
    #expect(away.status == 503)
    #expect(away.code == "peers_unreachable")
    #expect(again.status == 200)
    #expect(known.status == 200)
    #expect(alone.status == 200)
    #expect(wrong.status == 400)
    #expect(refused.status == 502)
    #expect(refused.code == "peers_refused")
    let event: JSON = [
      "specversion": "1.0", "id": "e", "source": "/shop", "type": "paid.v1", "hops": 1, "data": ["orderId": 7],
    ]
    #expect(handedOn.withLock { $0.prefix(2) } == [event, event])
  }

  private static func ended(_ order: Int, _ daemon: Daemon) async throws -> JSON {
    while true {
      let flow = try await daemon.call(.GET, "/v1/flows/paid-order/\(order)").body
      if flow["status"] != "running" { return flow }
      await Task.yield()
    }
  }

  @Test("events go from participant to participant, and the flow is shown as one")
  func goesRound() async throws {
    let (flow, history) = try await Daemon.run(handlers: Self.handlers, programs: Self.programs()) { daemon in
      try await Self.place(7, daemon)
      let flow = try await Self.ended(7, daemon)
      return (flow, try await daemon.call(.GET, "/v1/flows/paid-order/7/history").body)
    }
    #expect(flow["status"] == "completed")
    #expect(flow["participants"]?.array?.map { $0["participant"] } == ["payment", "delivery"])
    let events = flow["events"]?.array ?? []
    #expect(events.map { $0["event"] } == ["placed.v1", "paid.v1", "shipped.v1"])
    #expect(events.map { $0["from"] } == [.null, "payment", "delivery"])
    #expect(events.first?["heard"]?.array?.map { $0["step"] } == ["charge"])
    #expect(flow["needs"] == [])
    let told = history["events"]?.array ?? []
    #expect(Set(told.compactMap { $0["participant"]?.string }) == ["payment", "delivery"])
    #expect(told.compactMap { $0["at"]?.string } == told.compactMap { $0["at"]?.string }.sorted())
  }

  @Test("an event that goes round is one message, and each participant is a consumer of what it hears")
  func messages() async throws {
    let (all, received, taken, consumers) = try await Daemon.run(handlers: Self.handlers, programs: Self.programs()) {
      daemon in
      try await Self.place(7, daemon)
      let flow = try await Self.ended(7, daemon)
      let delivery = flow["participants"]?.array?.last?["instance"]?.string ?? ""
      func list(_ query: String) async throws -> [JSON] {
        try await daemon.call(.GET, "/v1/messages?order=oldest" + query).body["messages"]?.array ?? []
      }
      while true {
        // The last event may still be on its way to nobody.
        let consumers = try await daemon.call(.GET, "/v1/consumers").body["consumers"]?.array ?? []
        guard consumers.allSatisfy({ $0["lag"] == 0 }) else { continue }
        return (
          try await list(""), try await list("&direction=received"), try await list("&instance=\(delivery)"), consumers
        )
      }
    }
    #expect(all.map { $0["type"] } == ["placed.v1", "paid.v1", "shipped.v1"])
    #expect(all.map { $0["direction"] } == ["received", "emitted", "emitted"])
    #expect(all[1]["step"] == "charge")
    #expect(consumers[1]["name"]?.string == "bus/\(all[1]["saga"]?.string ?? "")")
    #expect(received.map { $0["type"] }.contains("paid.v1"))
    #expect(taken.map { $0["type"] } == ["paid.v1", "shipped.v1"])
    #expect(consumers.map { $0["kind"] } == ["sink", "participant", "participant"])
    #expect(consumers[0]["name"] == "bus")
    let hears = consumers.dropFirst().flatMap { $0["hears"]?.array ?? [] }
    #expect(hears.contains("paid.v1"))
  }

  @Test("a refusal goes back, and pages list the flows")
  func listsFlows() async throws {
    let (refused, pages) = try await Daemon.run(handlers: Self.handlers, programs: Self.programs()) { daemon in
      for order in [11, 12, 13] {
        try await Self.place(order, daemon)
        _ = try await Self.ended(order, daemon)
      }
      let first = try await daemon.call(.GET, "/v1/flows/paid-order?limit=2").body
      let next = first["next"]?.string ?? ""
      return (
        try await Self.ended(13, daemon),
        [first, try await daemon.call(.GET, "/v1/flows/paid-order?limit=2&after=\(next)").body]
      )
    }
    #expect(refused["status"] == "compensated")
    #expect(pages.map { $0["flows"]?.array?.map { $0["key"] } } == [["13", "12"], ["11"]])
    #expect(pages[0]["flows"]?.array?.map { $0["status"] } == ["compensated", "completed"])
  }

  @Test(
    "what is not there is said",
    arguments: [
      ("/v1/flows/paid-order/99", "unknown_instance"), ("/v1/flows/paid-orders/7", "unknown_saga"),
      ("/v1/flows/paid-order/99/history", "unknown_instance"), ("/v1/flows/other", "unknown_saga"),
    ])
  func isNotThere(path: String, code: String) async throws {
    let answer = try await Daemon.run(handlers: Self.handlers, programs: Self.programs()) { daemon in
      try await daemon.call(.GET, path)
    }
    #expect(answer.status == 404)
    #expect(answer.code == code)
  }

  @Test("a participant is not started by hand, and the choreographies are listed")
  func startsByEventsAlone() async throws {
    let (start, list) = try await Daemon.run(handlers: Self.handlers, programs: Self.programs()) { daemon in
      (
        try await daemon.call(.POST, "/v1/sagas/paid-order.payment/instances", #"{"orderId":1}"#),
        try await daemon.call(.GET, "/v1/flows")
      )
    }
    #expect(start.code == "unknown_saga")
    #expect(list.body == ["choreographies": ["paid-order"]])
  }

  @Test(
    "where events must be signed, others are turned away",
    arguments: [([], 401, "signature_missing"), (["wrong"], 401, "signature_invalid"), (["right"], 202, nil)])
  func asksForSignatures(signature: [String], status: Int, code: String?) async throws {
    var options = SagaServer.Options(listen: .anyPort)
    options.verifyEvents = { id, timestamp, signatures, body in
      id == "1" && timestamp == "5" && signatures == "right" && body == Array(#"{"orderId":1}"#.utf8)
    }
    let signed = signature.flatMap {
      [("webhook-id", "1"), ("webhook-timestamp", "5"), ("webhook-signature", $0)]
    }
    let answer = try await Daemon.run(options: options, handlers: Self.handlers, programs: Self.programs()) { daemon in
      try await daemon.call(
        .POST, "/v1/events", #"{"orderId":1}"#,
        headers: [("ce-specversion", "1.0"), ("ce-id", "1"), ("ce-source", "/s"), ("ce-type", "placed.v1")] + signed)
    }
    #expect(answer.status == status)
    #expect(answer.code == code)
  }
}
