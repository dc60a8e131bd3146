import Foundation
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldCLI

// Serialized: a process has one set of handlers of its own.
@Suite("A program with the commands and handlers of its own", .serialized)
struct OwnHandlersTests {
  struct Count: Codable, Sendable {
    var amount: Int
  }

  private static let saga = """
    skald: 1
    saga: count-till
    use: [contracts.yaml]
    input: { tillId: int, amount: int }
    key: till-${input.tillId}
    steps:
      - step: count
        call: till.count
        with: { amount: "${input.amount}" }
        compensate: { call: till.uncount, with: { amount: "${input.amount}" } }
      - { step: report, call: office.report, with: { amount: "${count.total}" }, pivot: true }

    """

  private static let contracts = """
    skald: 1
    services:
      till:
        count: { in: { amount: int }, out: { total: int } }
        uncount: { in: { amount: int } }
      office:
        report: { in: { amount: int }, keyTTL: forever }

    """

  private let scratch: Scratch
  private let saga: String
  private let run: [String]

  init() throws {
    scratch = try Scratch()
    try scratch.write(Self.saga, to: "sagas/count-till.saga.yaml")
    try scratch.write(Self.contracts, to: "sagas/contracts.yaml")
    try scratch.write("definitions: [count-till]\n", to: "skald.yaml")
    saga = scratch.folder.appending(path: "sagas/count-till.saga.yaml").path
    run = [
      "run", saga, "--input", #"{"tillId": 1, "amount": 5}"#, "--format", "json", "--config",
      scratch.folder.appending(path: "skald.yaml").path,
    ]
  }

  private var database: String { scratch.folder.appending(path: "till.db").path }

  /// The till in a table of the engine's database, and the office as a function that notes what it is told.
  private static func handlers(_ reported: Reported) -> Handlers {
    var handlers = Handlers()
    handlers.prepare { db in
      try db.execute("CREATE TABLE IF NOT EXISTS till(total INTEGER NOT NULL)")
      try db.execute("INSERT INTO till SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM till)")
    }
    handlers.transaction("till.count") { (count: Count, db, _) in
      try db.execute("UPDATE till SET total = total + ?1", [count.amount])
      return ["total": try db.query("SELECT total FROM till").first?["total"]?.int]
    }
    handlers.transaction("till.uncount") { (count: Count, db, _) in
      try db.execute("UPDATE till SET total = total - ?1", [count.amount])
    }
    handlers.on("office.report") { (count: Count, _: Call) in reported.add(count.amount) }
    return handlers
  }

  private func exitCode(_ arguments: [String], _ handlers: Handlers) async -> Int32 {
    Embedded.handlers.withLock { $0 = handlers }
    return await SkaldCommand.run(arguments)
  }

  @Test("`run` uses them")
  func runs() async throws {
    let reported = Reported()
    #expect(await exitCode(run + ["--db", database], Self.handlers(reported)) == 0)
    #expect(reported.amounts == [5])
  }

  @Test("`run` says what is missing: a database for transactions, a handler for an operation")
  func runSaysWhatIsMissing() async throws {
    let reported = Reported()
    #expect(await exitCode(run, Self.handlers(reported)) == CommandFault.misuseCode)
    var handlers = Handlers()
    handlers.on("office.report") { (count: Count, _: Call) in reported.add(count.amount) }
    #expect(await exitCode(run + ["--db", database], handlers) == CommandFault.misuseCode)
    #expect(reported.amounts.isEmpty)
  }

  @Test("`serve` refuses a handler that no saga calls")
  func serveRefusesExtraHandlers() async throws {
    var handlers = Self.handlers(Reported())
    handlers.on("office.reprot") { (_: Count, _: Call) in }
    let serve = [
      "serve", scratch.folder.appending(path: "sagas").path, "--db", database, "--config",
      scratch.folder.appending(path: "skald.yaml").path,
    ]
    #expect(await exitCode(serve, handlers) == CommandFault.misuseCode)
  }

  @Test("`generate swift` makes a protocol of each service")
  func generates() throws {
    let made = try CommandRun(["generate", "swift", "sagas"], in: scratch.folder)
    #expect(made.code == 0)
    #expect(made.out.contains("protocol TillService: Sendable {"))
    #expect(made.out.contains("protocol OfficeService: Sendable {"))
  }
}

/// What the office was told.
private final class Reported: Sendable {
  private let told = Mutex<[Int]>([])

  var amounts: [Int] { told.withLock { $0 } }

  func add(_ amount: Int) { told.withLock { $0.append(amount) } }
}
