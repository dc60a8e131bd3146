import Foundation
import Testing

/// The service of the guide, as a process.
final class PythonService {
  private let process = Process()
  let port: String

  init(database: String) throws {
    let out = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", Guide.example, database, "0"]
    process.standardOutput = out
    try process.run()
    port = Self.line(of: out.fileHandleForReading)
  }

  deinit { kill() }

  /// Ends it as a crash does.
  func kill() {
    guard process.isRunning else { return }
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  static func line(of file: FileHandle) -> String {
    var bytes: [UInt8] = []
    while let byte = file.readData(ofLength: 1).first, byte != UInt8(ascii: "\n") { bytes.append(byte) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Runs a client that was written in the service's own language, and gives the pipe that it writes to.
  func client(_ script: String) throws -> FileHandle {
    let (client, out) = (Process(), Pipe())
    client.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    client.arguments = ["python3", "-c", Self.prelude + script, port]
    client.standardOutput = out
    client.standardError = FileHandle.nullDevice
    try client.run()
    return out.fileHandleForReading
  }

  func said(_ script: String) throws -> String {
    String(decoding: try client(script).readDataToEndOfFile(), as: UTF8.self)
  }

  private static let prelude = """
    import http.client, json, sys
    def send(action, order, amount=5, outcome=None, key=None):
        link = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        phase = "c" if action == "refund" else "a"
        head = {"Idempotency-Key": key or f"sk1:{order}:charge.0:{phase}"}
        head |= {"Skald-Instance": order, "Skald-Step": "charge"}
        if outcome: head["Skald-Outcome"] = outcome
        link.request("POST", "/" + action, json.dumps({"orderId": order, "amount": amount}), head)
        reply = link.getresponse()
        print(reply.status, reply.getheader("Skald-Result", "-"), reply.read().decode(), flush=True)
    def ledger():
        link = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        link.request("GET", "/ledger")
        print(link.getresponse().read().decode(), flush=True)

    """
}

@Suite("The service of the guide")
struct PythonServiceTests {
  let folder: Bank

  init() throws { folder = try Bank() }

  private func start() throws -> PythonService { try PythonService(database: folder.folder + "/python.db") }

  @Test("it repeats its answers, undoes once, and turns away what comes after its undo")
  func participates() throws {
    let said = try start().said(
      """
      send("charge", "1"); send("charge", "1"); send("charge", "1", amount=6)
      send("refund", "1", outcome="known"); send("refund", "1", outcome="known")
      send("refund", "2", outcome="unknown"); send("charge", "2")
      send("charge", "3", amount=5000); send("refund", "3", outcome="unknown")
      send("charge", "4", key="own"); send("refund", "4", outcome="unknown")
      ledger()
      """)
    #expect(
      said == """
        200 - {"charged": 5}
        200 - {"charged": 5}
        422 - {}
        200 - {"refunded": 5}
        200 - {"refunded": 5}
        200 - {}
        409 tombstoned {}
        409 - {"refused": "card_declined"}
        200 - {}
        200 - {"charged": 5}
        200 - {"refunded": 5}
        {"1": 0, "4": 0}

        """)
  }

  @Test("killed amid its work and started again, it has charged each order once and takes each back once")
  func killed() throws {
    let first = try start()
    let orders = "[str(n) for n in range(40)]"
    let flood = try first.client("for order in \(orders): send('charge', order)")
    for _ in 0..<10 { #expect(PythonService.line(of: flood) == #"200 - {"charged": 5}"#) }
    first.kill()
    _ = flood.readDataToEndOfFile()

    let second = try start()
    let charged = try second.said("for order in \(orders): send('charge', order)\nledger()")
    #expect(charged.split(separator: "\n").filter { $0 == #"200 - {"charged": 5}"# }.count == 40)
    let ledger = try #require(charged.split(separator: "\n").last)
    #expect(ledger.components(separatedBy: #"": 5"#).count == 41)
    second.kill()

    let undone = try start().said("for order in \(orders): send('refund', order, outcome='known')\nledger()")
    let left = try #require(undone.split(separator: "\n").last)
    #expect(left.components(separatedBy: #"": 0"#).count == 41)
  }
}
