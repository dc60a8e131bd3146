import FoundationEssentials
import Logging
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Synchronization
import Testing

@testable import SkaldEngine

/// Sagas whose services demand a secret, and everything that is kept or told of them searched for it.
@Suite("Secrets at run time", .timeLimit(.minutes(2)))
struct SecretTests {
  static let canary = "canary-5d1c0b7ae9"
  static let marker = "marker-of-the-input"
  static let basic = "bWFya2VyLW9mLXRoZS1pbnB1dDpjYW5hcnktNWQxYzBiN2FlOQ=="

  /// What the bank answers, one after the other; the last goes on.
  struct Row: CustomTestStringConvertible, Sendable {
    let testDescription: String
    var script: [String: [Bank.Answer]] = [:]
    let status: String
    /// Repeats left out.
    let calls: [String]
  }

  static let rows = [
    Row(testDescription: "success", status: "completed", calls: ["charge", "ship"]),
    Row(
      testDescription: "refused", script: ["post.ship": [.refuses]], status: "compensated",
      calls: ["charge", "ship", "refund"]),
    Row(
      testDescription: "failing and echoing", script: ["bank.charge": [.fails, .echoes]], status: "completed",
      calls: ["charge", "ship"]),
    Row(
      testDescription: "unknown", script: ["bank.charge": [.loses]], status: "compensated",
      calls: ["charge", "status", "refund"]),
  ]

  @Test("the services get the secret and nobody else, whatever happens", arguments: rows, Stores.Kind.allCases)
  func canary(row: Row, kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let bank = Bank(row.script)
    let evidence = Evidence()
    let mailbox = Mailbox()
    let engine = try Self.engine(stores, bank, evidence, secret: Self.canary, sinks: [mailbox])
    try await withEngine(engine) { engine in
      let started = try await engine.start("pay", input: Self.input)
      let ended = try await engine.waitForEnd(started.id)
      #expect(ended["status"]?.string == row.status)
      evidence.add(ended.text)
      evidence.add(try await engine.history(started.id).map { $0.json.text }.joined(separator: "\n"))
      evidence.add(try await engine.report(started.id).text)
      evidence.add(stores)
    }
    evidence.add(stores)
    try evidence.add(journalOf: stores)
    for event in mailbox.events { evidence.add("\(event)") }
    #expect(bank.actions == row.calls)
    #expect(bank.seen.allSatisfy { $0.token == "Bearer \(Self.canary)" && $0.basic == Self.basic })
    // The search finds what is there, and so may be believed about what is not.
    #expect(evidence.count(Self.marker) > 0)
    #expect(evidence.count(Self.canary) == 0)
    #expect(evidence.count(Self.basic) == 0)
    #expect(evidence.count("Bearer ***") > 0)
  }

  @Test("after a crash the call is made with the value of then", arguments: Stores.Kind.allCases)
  func rotation(kind: Stores.Kind) async throws {
    let stores = Stores(kind)
    let evidence = Evidence()
    let first = Bank(["bank.charge": [.hangs]])
    // The first call must be under way until the engine stops, however slow the machine is.
    let program = try Self.program(timeout: "2m")
    let id = try await withEngine(try Self.engine(stores, first, evidence, secret: Self.canary, program)) { engine in
      let id = try await engine.start("pay", input: Self.input).id
      await first.asked.value
      return id
    }
    let second = Bank()
    let tomorrow = try Self.engine(stores, second, evidence, secret: "the-value-of-tomorrow", program)
    try await withEngine(tomorrow) { engine in
      #expect(try await engine.waitForEnd(id)["status"] == "completed")
      evidence.add(try await engine.history(id).map { $0.json.text }.joined())
      evidence.add(stores)
    }
    #expect(Set(first.seen.map(\.token)) == ["Bearer \(Self.canary)"])
    #expect(second.seen.count >= 2)
    #expect(Set(second.seen.map(\.token)) == ["Bearer the-value-of-tomorrow"])
    #expect(evidence.count(Self.marker) > 0)
    #expect(evidence.count(Self.canary) == 0)
    #expect(evidence.count("the-value-of-tomorrow") == 0)
  }

  @Test("a secret that nobody knows blocks the step, and no call is made")
  func unknown() async throws {
    let bank = Bank()
    let engine = try Self.engine(Stores(.memory), bank, Evidence(), secret: nil)
    #expect(Secrets().missing(for: [try Self.program()]) == ["BANK"])
    try await withEngine(engine) { engine in
      let id = try await engine.start("pay", input: Self.input).id
      for try await entry in try await engine.watch(id) where entry.type == "incident.opened" { break }
      let instance = try await engine.instance(id)
      #expect(instance["stuck"] == true)
      #expect(instance["incidents"]?.array?.first?["message"] == "there is no secret `BANK`")
    }
    #expect(bank.seen.isEmpty)
  }

  @Test("a secret that cannot be read for a moment is asked for again, and the call counts as not made")
  func passing() async throws {
    let bank = Bank()
    let source = Flickering(Secret(Self.canary))
    let engine = try Self.engine(Stores(.memory), bank, Evidence(), source: source)
    try await withEngine(engine) { engine in
      let id = try await engine.start("pay", input: Self.input).id
      #expect(try await engine.waitForEnd(id)["status"] == "completed")
      #expect(try #require(await engine.instance(id)["steps"]?.array?.first?["attempts"]?.int) > 1)
    }
    #expect(bank.actions == ["charge", "ship"])
  }

  @Test("a run in virtual time needs no secret and shows stars")
  func virtual() throws {
    var run = try VirtualRun(try Self.program(), store: MemoryStore())
    let result = try run.run(.start(input: Self.input, key: nil))
    #expect(result.end == .ended)
    #expect(result.state.status == .completed)
  }

  // MARK: Helpers

  static let input: JSON = ["id": 7, "note": .string(marker)]

  static func program(timeout: String = "5s") throws -> SagaProgram {
    let token = "Bearer ${secrets.BANK}"
    let basic = "${base64.encode(bytes(input.note + ':' + secrets.BANK))}"
    let text = """
      skald: 1
      saga: pay
      input: { id: int, note: string }
      defaults: { timeout: \(timeout), retry: { attempts: 2, wait: 1ms, jitter: none } }
      steps:
        - step: charge
          call: bank.charge
          with: { id: "${input.id}", note: "${input.note}", token: "\(token)", nested: { basic: ["\(basic)"] } }
          emits: { paid.v1: { id: "${input.id}", note: "${input.note}" } }
          check: bank.status
          compensate: bank.refund
        - step: ship
          call: post.ship
          pivot: true
          with: { id: "${input.id}", token: "\(token)", nested: { basic: ["\(basic)"] } }
      ---
      skald: 1
      events: { paid.v1: { key: id, data: { id: int, note: string }, public: true } }
      """
    let compilation = Compiler.compile([SourceText(path: "pay.saga.yaml", text: text)])
    let errors = compilation.diagnostics.filter { $0.severity == .error }.map { "\($0.code) \($0.message)" }
    #expect(errors == [])
    return try #require(compilation.sagas.first?.program)
  }

  static func engine(
    _ stores: Stores, _ bank: Bank, _ evidence: Evidence, secret: String?, _ program: SagaProgram? = nil,
    sinks: [any Sink] = []
  ) throws -> SagaEngine {
    let source = Secrets(secret.map { ["BANK": Secret($0)] } ?? [:])
    return try engine(stores, bank, evidence, source: source, program, sinks: sinks)
  }

  static func engine(
    _ stores: Stores, _ bank: Bank, _ evidence: Evidence, source: any SecretSource, _ program: SagaProgram? = nil,
    sinks: [any Sink] = []
  ) throws -> SagaEngine {
    var options = SagaEngine.Options()
    options.shutdownGrace = Milliseconds(10)
    options.recoveryGrace = Milliseconds(0)
    return SagaEngine(
      [try program ?? Self.program()], store: StoreFactory { () throws(StoreError) in stores.open() }, handlers: bank,
      secrets: source, sinks: sinks, options: options, logger: evidence.logger)
  }
}

/// Services that remember what they got, and tell it again where they can.
final class Bank: HandlerSource, Handler {
  enum Answer: Sendable {
    /// Tells everything again as its result.
    case echoes
    /// Tells everything again as the message of a failure.
    case fails
    case refuses
    case loses
    case hangs
  }

  struct Seen: Sendable {
    let action: String
    let token: String?
    let basic: String?
  }

  private let state: Mutex<(seen: [Seen], script: [String: [Answer]])>
  /// Told once a call that hangs was made.
  let asked = OneShot<Void>()

  init(_ script: [String: [Answer]] = [:]) { state = Mutex(([], script)) }

  var seen: [Seen] { state.withLock { $0.seen } }

  /// What was called, in order; how often in a row does not count, since a busy machine may be too slow for a time-out.
  var actions: [String] {
    seen.map(\.action).reduce(into: []) { actions, action in
      if actions.last != action { actions.append(action) }
    }
  }

  func handler(for operation: String) -> (any Handler)? { self }

  func perform(_ call: HandlerCall) async -> CallResult {
    let arguments = call.invocation.arguments
    let operation = call.invocation.operation
    let answer = state.withLock { state in
      let action = String(operation.split(separator: ".").last ?? "")
      let basic = arguments["nested"]?["basic"]?.array?.first?.string
      state.seen.append(Seen(action: action, token: arguments["token"]?.string, basic: basic))
      let script = state.script[operation] ?? [.echoes]
      if script.count > 1 { state.script[operation] = Array(script.dropFirst()) }
      return script[0]
    }
    switch answer {
    case .echoes where operation == "bank.status": return .ok(["outcome": "unknown", "said": arguments])
    case .echoes: return .ok(["said": arguments])
    case .fails: return .retryable(effect: .unknown, notBefore: nil, message: "cannot take \(arguments.text)")
    case .refuses: return .refused(code: "no", message: "not with \(arguments.text)")
    case .loses: return .lost(message: "lost \(arguments.text)")
    case .hangs:
      asked.fulfil(())
      try? await Task.sleep(for: .seconds(60))
      return .lost(message: "canceled with \(arguments.text)")
    }
  }
}

/// All that was kept or told.
final class Evidence: Sendable {
  private let texts = Mutex<[String]>([])

  func add(_ text: String) { texts.withLock { $0.append(text) } }

  /// Adds the files of a database, its log among them.
  func add(_ stores: Stores) {
    for suffix in ["", "-wal", "-shm"] {
      guard let data = FileManager.default.contents(atPath: stores.path + suffix) else { continue }
      add(String(decoding: data, as: UTF8.self))
    }
  }

  /// Adds the journal of the first instance.
  func add(journalOf stores: Stores) throws {
    let store = stores.open()
    defer { store.close() }
    _ = try store.claim(at: VirtualRun.epoch)
    let rows = try store.journal(of: InstanceID(1))
    #expect(rows.count > 2)
    for row in rows { add(String(decoding: row.event.encoded, as: UTF8.self)) }
  }

  /// How many of the texts hold a text.
  func count(_ text: String) -> Int { texts.withLock { $0.count { $0.contains(text) } } }

  /// A logger whose every line is evidence.
  var logger: Logger {
    var logger = Logger(label: "test") { _ in Recorder(evidence: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Recorder: LogHandler {
    let evidence: Evidence
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { evidence.add("\(event.message) \(event.metadata ?? [:])") }
  }
}

/// Has no value the first time it is asked.
private final class Flickering: SecretSource {
  private let count = Atomic(0)
  private let secret: Secret

  init(_ secret: Secret) { self.secret = secret }

  func secret(named name: String) throws(SecretFault) -> Secret {
    guard count.add(1, ordering: .relaxed).oldValue > 0 else {
      throw SecretFault(isPassing: true, message: "not now")
    }
    return secret
  }
}
