import HTTPTypes
import NIOHTTP1
import SkaldCore
import SkaldEngine
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("Who may use the daemon", .timeLimit(.minutes(2)))
struct AccessTests {
  @Test("every route lets in the roles that it names, and nobody else", arguments: [Role?.none] + Role.allCases)
  func everyRoute(role: Role?) async throws {
    try await Daemon.run(options: Self.options()) { daemon in
      for route in RouteCatalog.all {
        let status = try await daemon.call(route, token: role?.rawValue).status
        switch (role, route.permission) {
        case (_, .open), (_, .capability): #expect(status != 401 && status != 403, "\(route.name): \(status)")
        case (nil, _): #expect(status == 401, "\(route.name): \(status)")
        case (let role?, let permission):
          #expect((status == 403) == !role.allows(permission), "\(route.name): \(status)")
          #expect(status != 401, "\(route.name)")
        }
      }
    }
  }

  @Test(
    "the roles are those of the documentation",
    arguments: [
      ("POST /v1/instances/:id/terminate", [Role.admin]), ("POST /v1/instances/:id/force", [.admin]),
      ("POST /v1/instances/:id/abandon", [.admin]), ("POST /v1/instances/:id/edit", [.admin]),
      ("POST /v1/instances/:id/fail", [.admin]), ("POST /v1/instances/:id/skip", [.operator, .admin]),
      ("POST /v1/instances/:id/cancel", [.operator, .admin]), ("POST /v1/events", [.operator, .admin]),
      ("POST /v1/sagas/:saga/instances", [.operator, .admin]), ("PUT /v1/schedules/:name", [.operator, .admin]),
      ("POST /v1/schedules/:name/trigger", [.operator, .admin]), ("GET /v1/schedules", Role.allCases),
      ("POST /v1/definitions/reload", [.deployer, .admin]), ("GET /v1/instances", Role.allCases),
      ("GET /metrics", Role.allCases),
    ])
  func roles(name: String, roles: [Role]) throws {
    let route = try #require(RouteCatalog.all.first { $0.name == name })
    #expect(Role.allCases.filter { $0.allows(route.permission) } == roles)
  }

  @Test(
    "what is no known token is 401 and tells how to show one",
    arguments: ["", "Bearer", "Bearer ", "Bearer nobody", "Basic viewer", "viewer", "Bearer viewer x", "Bearer old"])
  func unauthenticated(field: String) async throws {
    let answer = try await Daemon.run(options: Self.options()) { daemon in
      try await daemon.call(.GET, "/v1/instances", headers: [("Authorization", field)])
    }
    #expect(answer.status == 401)
    #expect(answer.code == "unauthenticated")
    #expect(answer.headers.first(name: "WWW-Authenticate") == "Bearer realm=\"skald\"")
    #expect(!answer.body.text.contains("nobody"))
  }

  @Test("a token is let in until it ends", arguments: [(999, true), (1000, false), (1001, false)])
  func expiry(now: Int64, isLetIn: Bool) throws {
    let token = AccessToken(name: "a", role: .viewer, token: "t", expires: Timestamp(milliseconds: 1000))
    let list = AccessList([token]) { Timestamp(milliseconds: now) }
    let client = try? list.client([.authorization: "bearer t"], for: .read)
    #expect((client != nil) == isLetIn)
  }

  @Test("with the last token taken out nobody is let in, where nobody was asked everybody stays")
  func replaced() throws {
    let list = AccessList([AccessToken(name: "a", role: .admin, token: "t")]) { Timestamp(milliseconds: 0) }
    list.replace(with: [])
    #expect(throws: Problem.self) { try list.client([.authorization: "Bearer t"], for: .read) }
    #expect(try list.client([:], for: .open) == .stranger)
    list.replace(with: [AccessToken(name: "b", role: .viewer, token: "u")])
    #expect(try list.client([.authorization: "Bearer u"], for: .read).name == "b")

    let open = AccessList { Timestamp(milliseconds: 0) }
    open.replace(with: [])
    #expect(try open.client([:], for: .administer) == .local)
  }

  @Test("a digest is 64 hexadecimal digits", arguments: ["", "zz", String(repeating: "g", count: 64)])
  func digest(text: String) { #expect(AccessToken(name: "a", role: .admin, sha256: text) == nil) }

  @Test("a token is found by its digest")
  func found() throws {
    let token = try #require(
      AccessToken(name: "a", role: .admin, sha256: SHA256.hexadecimal(Array("secret".utf8)).uppercased()))
    #expect(token == AccessToken(name: "a", role: .admin, token: "secret"))
  }

  @Test("strangers learn whether the daemon is ready, and no more")
  func ready() async throws {
    let answers = try await Daemon.run(options: Self.options()) { daemon in
      [try await daemon.call(.GET, "/readyz"), try await daemon.call(.GET, "/livez")]
    }
    #expect(answers.map(\.status) == [200, 200])
    #expect(answers[0].body["warnings"] == [])
  }

  @Test("the history tells whose token it was")
  func actor() async throws {
    let history = try await Daemon.run(options: Self.options()) { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      _ = try await daemon.call(
        .POST, "/v1/instances/\(id)/cancel", "{}", headers: [("Authorization", "Bearer operator")])
      return try await daemon.engine.history(id).map { $0.json }
    }
    let cancel = try #require(history.first { $0["type"]?.string?.contains("cancel") == true })
    #expect(cancel["data"]?["by"] == "the operator")
  }

  @Test("the description of the interface says what needs a token")
  func described() async throws {
    let answer = try await Daemon.run(options: Self.options()) { try await $0.call(.GET, "/openapi.json") }
    for route in RouteCatalog.all {
      let path = "/" + route.path.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
      let operation = answer.body["paths"]?[path]?[route.method.rawValue.lowercased()]
      #expect((operation?["security"] != nil) == (route.permission.roles != nil), "\(route.name)")
      #expect((operation?["responses"]?["401"] != nil) == (route.permission.roles != nil), "\(route.name)")
    }
    #expect(OpenAPIDocument.json["components"]?["securitySchemes"] == nil)
  }

  @Test(
    "beyond loopback a token and TLS are needed, or somebody who says that they are not",
    arguments: [
      ("127.0.0.1:0", false, false, ""), ("0.0.0.0:0", false, true, ""), ("[::]:0", true, false, "TLS"),
      ("example.com:1", false, false, "a token and TLS"),
    ])
  func exposure(address: String, hasToken: Bool, isInsecure: Bool, missing: String) throws {
    var options = SagaServer.Options(listen: try ListenAddress(address))
    let tokens = hasToken ? [AccessToken(name: "a", role: .admin, token: "t")] : []
    options.access = AccessList(tokens) { Timestamp(milliseconds: 0) }
    options.isInsecure = isInsecure
    let fault = Self.fault { () throws(ListenError) in try options.check() }
    #expect(missing.isEmpty ? fault == nil : fault?.message.contains("needs \(missing);") == true)
  }

  private static func fault(_ body: () throws(ListenError) -> Void) -> ListenError? {
    do throws(ListenError) {
      try body()
      return nil
    } catch {
      return error
    }
  }

  /// A token for each role, whose text is the role's word; and one that has ended.
  private static func options() -> SagaServer.Options {
    var options = SagaServer.Options(listen: .anyPort)
    let past = Timestamp(milliseconds: 1)
    let tokens = Role.allCases.map { AccessToken(name: "the \($0.rawValue)", role: $0, token: $0.rawValue) }
    options.access = AccessList(tokens + [AccessToken(name: "old", role: .admin, token: "old", expires: past)]) {
      Timestamp(milliseconds: 1_000)
    }
    return options
  }
}

extension Daemon {
  /// Asks a route for something that does not exist, or that is missing in the request.
  fileprivate func call(_ route: Route, token: String?) async throws -> Answer {
    let path = "/" + route.path.map { $0.hasPrefix(":") ? "x" : String($0) }.joined(separator: "/")
    var body: String? = "{}"
    if case .none = route.body { body = nil }
    guard path != "/metrics" else { return try await probe(path, token) }
    return try await call(
      HTTPMethod(rawValue: route.method.rawValue), path, body,
      headers: token.map { [("Authorization", "Bearer \($0)")] } ?? [])
  }

  /// The answer without its body, which is no JSON.
  private func probe(_ path: String, _ token: String?) async throws -> Answer {
    try await call(.HEAD, path, headers: token.map { [("Authorization", "Bearer \($0)")] } ?? [])
  }
}
