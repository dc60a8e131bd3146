import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("Conditions on instances")
struct InstanceFilterTests {
  private static let now = Timestamp(milliseconds: 1_800_000_000_000)

  /// A running instance that began two hours ago and waits for the next attempt of a step.
  private static let row: InstanceRow = {
    var row = InstanceRow(
      id: InstanceID(7), definition: DefinitionID(1), saga: "order", key: "order-7", inputHash: 0, status: .running,
      isStuck: false, startedAt: now + Milliseconds.hours(-2), updatedAt: now + Milliseconds.minutes(-1), rest: nil)
    row.isFailing = true
    row.step = "charge"
    row.code = "timed_out"
    return row
  }()

  private static func query(_ text: String, _ start: InstanceQuery = InstanceQuery()) throws -> InstanceQuery {
    var query = start
    try InstanceFilter(text, at: now).narrow(&query)
    return query
  }

  static let matches: [(text: String, isMatch: Bool)] = [
    ("status == \"running\" && failing", true),
    ("status == \"running\" && !failing", false),
    ("failing && step == \"charge\" && code == \"timed_out\"", true),
    ("saga == \"order\" && version == 3", true),
    ("version > 3", false),
    ("stuck || key.startsWith(\"order-\")", true),
    ("status in [\"failed\", \"terminated\"]", false),
    ("age > duration(\"1h\")", true),
    ("age > duration(\"3h\")", false),
    ("updatedAt > createdAt + duration(\"1h30m\")", true),
    ("createdAt < timestamp(\"2020-01-01T00:00:00Z\")", false),
    ("key.matches(\"^order-[0-9]+$\")", true),
    ("1 / (version - 3) == 1", false),
    ("true", true),
  ]

  @Test("a condition is asked of an instance", arguments: matches)
  func ask(example: (text: String, isMatch: Bool)) throws {
    #expect(try InstanceFilter(example.text, at: Self.now).matches(Self.row, version: 3) == example.isMatch)
  }

  @Test("a text that an instance lacks is empty")
  func empty() throws {
    var row = Self.row
    row.key = nil
    row.step = nil
    row.code = nil

    let filter = try InstanceFilter("key == \"\" && step == \"\" && code == \"\" && !(\"x\" in [key])", at: Self.now)

    #expect(filter.matches(row, version: 1))
    #expect(try Self.query("code == \"\"").code == nil, "no index has what is not there")
  }

  static let faults: [(text: String, message: String)] = [
    ("status ==", ""),
    ("state == \"running\"", "state"),
    ("status == 1", "int"),
    ("status", "expected a condition, found string"),
    ("status == \"runing\"", "there is no status `runing`; did you mean `running`?"),
    ("status in [\"failed\", \"done\"]", "there is no status `done`"),
    (String(repeating: "a", count: 2001), "expected at most 2000 bytes"),
  ]

  @Test("what is no condition is refused, with what is wrong", arguments: faults)
  func refuse(example: (text: String, message: String)) throws {
    let error = #expect(throws: EngineError.self) { try InstanceFilter(example.text, at: Self.now) }

    #expect(error?.code == .inputInvalid)
    #expect(error?.errors.first?.path == "where")
    #expect(error?.errors.first?.message.contains(example.message) == true, "\(error?.errors ?? [])")
  }

  @Test("what an index knows narrows the query")
  func narrows() throws {
    let text = """
      saga == "order" && (status == "running" && failing) && !stuck && "charge" == step && code == "timed_out"
      """
    let query = try Self.query(text)

    #expect(query.saga == "order")
    #expect(query.statuses == [.running])
    #expect(query.isFailing == true)
    #expect(query.isStuck == false)
    #expect(query.step == "charge")
    #expect(query.code == "timed_out")
    #expect(try Self.query("status in [\"failed\", \"completed\"] && key == \"k\"").statuses == [.failed, .completed])
    #expect(try Self.query("status == \"failed\"", InstanceQuery(status: .running)).statuses == [])
    #expect(try Self.query("saga == \"a\"", InstanceQuery(saga: "b")).saga == "b")
  }

  @Test("times of the start narrow the query, whichever side they stand on")
  func times() throws {
    let time = "timestamp(\"2027-01-15T08:00:00Z\")"

    #expect(try Self.query("createdAt < \(time)").startedUntil == Self.now)
    #expect(try Self.query("\(time) <= createdAt").startedFrom == Self.now)
    #expect(try Self.query("age >= duration(\"2h\")").startedUntil == Self.now + Milliseconds.hours(-2))
    #expect(try Self.query("duration(\"2h\") > age").startedFrom == Self.now + Milliseconds.hours(-2))
    #expect(try Self.query("updatedAt < \(time)") == InstanceQuery())
  }

  @Test(
    "what may be true in another way does not narrow",
    arguments: [
      "failing || stuck", "!(failing && stuck)", "status != \"running\"", "failing == stuck",
      "status == \"running\" ? failing : stuck", "[\"a\"].exists(x, x == saga)",
    ])
  func doesNotNarrow(text: String) throws {
    #expect(try Self.query(text) == InstanceQuery())
  }

  @Test("a cursor is read back, and anything else is none")
  func cursors() {
    for number in [1, 77, Int64(1) << 40] {
      let text = Cursor.text(before: InstanceID(number))
      #expect(Cursor.place(text) == InstanceID(number))
      #expect(Cursor.place(text.lowercased()) == nil)
      #expect(Cursor.place(String(text.dropLast())) == nil)
      #expect(Cursor.place(text + "0") == nil)
    }
    for text in ["", "7", "next", "00000000000000000000", "ÄÖÜ"] { #expect(Cursor.place(text) == nil) }
  }
}
