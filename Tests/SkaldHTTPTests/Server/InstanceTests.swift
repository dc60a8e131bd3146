import NIOHTTP1
import SkaldEngine
import SkaldServer
import SkaldValue
import Testing

@Suite("Instances over HTTP", .timeLimit(.minutes(1)))
struct InstanceTests {
  @Test("an instance tells what became of its steps")
  func show() async throws {
    let answer = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      return try await daemon.call(.GET, "/v1/instances/\(id)")
    }
    #expect(answer.status == 200)
    #expect(answer.body["status"] == "running")
    #expect(answer.body["version"] == 3)
    #expect(answer.body["steps"]?.array?.first?["state"] == "succeeded")
    #expect(answer.body["steps"]?.array?.first?["output"] == ["paymentId": "p-1"])
  }

  @Test("an unknown instance is 404 everywhere", arguments: ["", "/history", "/events"])
  func unknown(suffix: String) async throws {
    let answers = try await Daemon.run { daemon in
      [
        try await daemon.call(.GET, "/v1/instances/01ARZ3NDEKTSV4RRFFQ69G5FAV\(suffix)"),
        try await daemon.call(.GET, "/v1/instances/%00%2F..\(suffix)"),
        try await daemon.call(.POST, "/v1/instances/nobody/cancel", "{}"),
      ]
    }
    #expect(answers.map(\.status) == [404, 404, 404])
    #expect(answers.map(\.code) == ["unknown_instance", "unknown_instance", "unknown_instance"])
  }

  @Test("the list pages from the newest to the oldest, each instance once")
  func pages() async throws {
    let (ids, pages) = try await Daemon.run { daemon in
      var ids: [String] = []
      for number in 1...5 { ids.append(try await daemon.startOrder(number)) }
      var pages: [Daemon.Answer] = []
      var path: String? = "/v1/instances?saga=order&limit=2"
      while let next = path {
        let page = try await daemon.call(.GET, next)
        pages.append(page)
        path = page.headers.first(name: "Link").map { String($0.dropFirst().prefix { $0 != ">" }) }
      }
      return (ids, pages)
    }
    #expect(pages.map { $0.body["instances"]?.array?.count } == [2, 2, 1])
    let shown: [JSON] = pages.flatMap { $0.body["instances"]?.array ?? [] }
    let shownIDs: [String] = shown.compactMap { $0["id"]?.string }
    #expect(shownIDs == Array(ids.reversed()))
    #expect(pages.last?.body["next"] == .null)
    #expect(pages.first?.headers.first(name: "Link")?.hasSuffix("; rel=\"next\"") == true)
  }

  @Test(
    "the list can be narrowed",
    arguments: [
      ("saga=order", 2), ("saga=note", 1), ("saga=nothing", 0), ("status=completed", 1), ("status=running", 2),
      ("key=order-2", 1), ("saga=note&key=order-2", 0), ("", 3), ("where=status%20%3D%3D%20%22running%22", 2),
      ("where=failing", 0), ("where=version%20%3D%3D%203%20%26%26%20!stuck&saga=order", 2),
      ("where=key%3D%3D%22%22", 1),
    ])
  func narrowed(query: String, count: Int) async throws {
    let answer = try await Daemon.run { daemon in
      _ = try await daemon.startOrder(1)
      _ = try await daemon.startOrder(2)
      let note = try await daemon.engine.start("note", input: ["text": "x"])
      _ = try await daemon.engine.waitForEnd(note.id)
      return try await daemon.call(.GET, "/v1/instances?\(query)")
    }
    #expect(answer.body["instances"]?.array?.count == count)
  }

  @Test(
    "a query that is not understood is 400 and names the parameter",
    arguments: [
      ("status=done", "status"), ("limit=0", "limit"), ("limit=501", "limit"), ("limit=x", "limit"),
      ("after=x", "after"), ("after=-1", "after"), ("where=", "where"), ("where=nothing", "where"),
      ("where=status%3D%3D%22done%22", "where"), ("where=1", "where"), ("sort=key", "sort"), ("saga=a&saga=b", "saga"),
    ])
  func oddQuery(query: String, name: String) async throws {
    let answer = try await Daemon.run { try await $0.call(.GET, "/v1/instances?\(query)") }
    #expect(answer.status == 400)
    #expect(answer.body["errors"]?.array?.first?["path"]?.string == name)
  }

  @Test("a query that is no UTF-8 is 400", arguments: ["saga=%FF", "%C3=x", "saga=%ED%A0%80"])
  func brokenQuery(query: String) async throws {
    #expect(try await Daemon.run { try await $0.call(.GET, "/v1/instances?\(query)") }.status == 400)
  }

  @Test("cancel is 202, again 200, and the saga ends compensated")
  func cancel() async throws {
    let (answers, end) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      let first = try await daemon.call(.POST, "/v1/instances/\(id)/cancel", #"{"reason":"changed my mind"}"#)
      let end = try await daemon.engine.waitForEnd(id)
      return ([first, try await daemon.call(.POST, "/v1/instances/\(id)/cancel")], end)
    }
    #expect(answers.map(\.status) == [202, 200])
    #expect(end["status"] == "compensated")
    #expect(end["cause"] == "cancel")
  }

  @Test("cancel is 409 past the pivot and after the end")
  func tooLate() async throws {
    let answers = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      _ = try await daemon.send("order.released.v1", order: 1, id: "e-1")
      try await daemon.waitForEntry("step.waiting", step: "delivered", of: id)
      let pastPivot = try await daemon.call(.POST, "/v1/instances/\(id)/cancel", "{}")
      _ = try await daemon.send("order.delivered.v1", order: 1, id: "e-2")
      _ = try await daemon.engine.waitForEnd(id)
      return [pastPivot, try await daemon.call(.POST, "/v1/instances/\(id)/cancel", "{}")]
    }
    #expect(answers.map(\.status) == [409, 409])
    #expect(answers.map(\.code) == ["past_pivot", "already_ended"])
  }

  @Test("a cancel that is not understood changes nothing", arguments: ["[]", #"{"reason":1}"#, #"{"raeson":"x"}"#])
  func oddCancel(body: String) async throws {
    let (answer, state) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      let answer = try await daemon.call(.POST, "/v1/instances/\(id)/cancel", body)
      return (answer, try await daemon.engine.instance(id))
    }
    #expect(answer.status == 400)
    #expect(state["status"] == "running")
  }

  @Test("the definitions are listed by name, version and hash")
  func definitions() async throws {
    let answer = try await Daemon.run { try await $0.call(.GET, "/v1/definitions") }
    let names = answer.body["definitions"]?.array?.compactMap { $0["name"]?.string }
    #expect(names == ["note", "order"])
    #expect(answer.body["definitions"]?.array?.allSatisfy { $0["hash"]?.string?.count == 64 } == true)
  }
}
