import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("The daemon beyond loopback")
  struct AccessTests {
    @Test(
      "a daemon that others can reach, or could listen to, does not start, and says what it needs",
      arguments: [
        ([], "a token and TLS"), (["--tls-certificate", "cert.pem"], "and its `key`"),
        (["--tls-certificate", "cert.pem", "--tls-key", "key.pem"], "needs a token"),
        (["--tls-certificate", "cert.pem", "--tls-key", "cert.pem"], "expected a private key"),
        (["--tls-certificate", "none.pem", "--tls-key", "key.pem"], "expected a certificate"),
      ])
    func refuses(flags: [String], reason: String) throws {
      let folder = try Self.folder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let run = try CommandRun(["serve", "sagas", "--listen", "0.0.0.0:0"] + flags, in: folder)
      #expect(run.code == 2)
      #expect(run.err.contains(reason), "\(run.err)")
      #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "skald.db").path))
    }

    @Test("a token that was left blank is a slip, and no open door")
    func blankToken() throws {
      let folder = try Self.folder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let run = try CommandRun(
        ["serve", "sagas", "--listen", "127.0.0.1:0"], in: folder, environment: ["SKALD_TOKEN": ""])
      #expect(run.code == 2)
      #expect(run.err.contains("SKALD_TOKEN is empty"))
    }

    @Test("with a certificate and a token the commands work, and without either they do not")
    func tls() async throws {
      let folder = try Self.folder()
      defer { try? FileManager.default.removeItem(at: folder) }
      let made = try CommandRun(["token", "alice", "--role", "operator", "--format", "json"], in: folder).json
      let token = try #require(made["token"]?.string)
      let configuration = """
        listen: 127.0.0.1:0
        tls: { certificate: cert.pem, key: key.pem }
        auth: { tokens: [ { name: alice, role: operator, sha256: \(made["sha256"]?.string ?? "") } ] }
        """
      try configuration.write(to: folder.appending(path: "skald.yaml"), atomically: true, encoding: .utf8)
      let daemon = try Program("skald", ["serve", "sagas"], in: folder, log: "skald.log")
      let port = try await Self.port(of: folder)
      let list = ["list", "--server", "https://localhost:\(port)"]
      let full = ["SKALD_TOKEN": token, "SKALD_CA": "cert.pem"]

      let listed = try CommandRun(list + ["--format", "json"], in: folder, environment: full)
      #expect(listed.code == 0)
      #expect(try listed.json["instances"] == [])
      let stranger = try CommandRun(list, in: folder, environment: ["SKALD_CA": "cert.pem"])
      #expect(stranger.code == 1)
      #expect(stranger.err.contains("Bearer"))
      let distrusting = try CommandRun(list, in: folder, environment: ["SKALD_TOKEN": token])
      #expect(distrusting.code == 1)
      #expect(distrusting.err.contains("no daemon answers"))
      let ending = try CommandRun(
        ["terminate", "x", "--reason", "r", "--server", "https://localhost:\(port)"], in: folder, environment: full)
      #expect(ending.code == 1)
      #expect(ending.err.contains("operator"))

      try "listen: 127.0.0.1:0".write(to: folder.appending(path: "skald.yaml"), atomically: true, encoding: .utf8)
      daemon.hangUp()
      try await Self.until { try CommandRun(list, in: folder, environment: full).code == 1 }
      let log = try String(contentsOf: folder.appending(path: "skald.log"), encoding: .utf8)
      #expect(!log.contains(token))
      #expect(daemon.stop() == 0)
    }

    /// A folder with one saga, the certificate and its key.
    private static func folder() throws -> URL {
      let folder = FileManager.default.temporaryDirectory.appending(path: "skald-access-\(UUID().uuidString)")
      let sagas = folder.appending(path: "sagas")
      try FileManager.default.createDirectory(at: sagas, withIntermediateDirectories: true)
      for (name, text) in [("cert.pem", certificate), ("key.pem", key), ("sagas/pause.saga.yaml", saga)] {
        try text.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
      }
      return folder
    }

    /// The port that the daemon tells in its log.
    private static func port(of folder: URL) async throws -> Int {
      var port: Int?
      try await until {
        let log = try String(contentsOf: folder.appending(path: "skald.log"), encoding: .utf8)
        port = log.firstMatch(of: /port=(\d+)/).flatMap { Int($0.1) }
        return port != nil
      }
      return try #require(port)
    }

    private static func until(_ condition: () throws -> Bool) async throws {
      let end = ContinuousClock.now + .seconds(60)
      while try !condition() {
        try #require(ContinuousClock.now < end, "it did not come about in a minute")
        try await Task.sleep(for: .milliseconds(50))
      }
    }

    private static let saga = """
      skald: 1
      saga: pause
      version: 1
      input: { orderId: int }
      key: order-${input.orderId}
      steps:
        - sleep: 1s
      """

    /// For `localhost` and 127.0.0.1; signs nothing but the connections of these tests.
    private static let certificate = """
      -----BEGIN CERTIFICATE-----
      MIIBnDCCAUGgAwIBAgIUF+w7sI0dE9BW8pTpjCoEYPSz/KowCgYIKoZIzj0EAwIw
      FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyNjE5MDY1NloYDzIxMjYxMTAy
      MTkwNjU2WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
      PQMBBwNCAAR/Z8IZ/l6vaR29wwCBbaiUH3r3yJdIlYuGRZhE63wm5+HqRoEprtaF
      lw4T4PPvj5Fvp3hj0eL+QpZNAWIipQM/o28wbTAdBgNVHQ4EFgQUmLDyNCctx7bE
      mlpRUYa5ylBzkCwwHwYDVR0jBBgwFoAUmLDyNCctx7bEmlpRUYa5ylBzkCwwDwYD
      VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
      zj0EAwIDSQAwRgIhAIOWVJFAgAfC9Z+cgWxqJFMbC9Jp0lBLaDpK2V1elKIMAiEA
      gg6iS7kUP4sUINVxNimHE0p8h4YI7IuS21CZ0ooiqH4=
      -----END CERTIFICATE-----
      """

    private static let key = """
      -----BEGIN PRIVATE KEY-----
      MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgFJbN00UjaxtT/OY+
      NBVu+BQ4tR0PZd/hS5eJ9TNOVc2hRANCAAR/Z8IZ/l6vaR29wwCBbaiUH3r3yJdI
      lYuGRZhE63wm5+HqRoEprtaFlw4T4PPvj5Fvp3hj0eL+QpZNAWIipQM/
      -----END PRIVATE KEY-----
      """
  }
}
