import CEL
import SkaldValue
import Testing

@Suite("Values")
struct ValueTests {
  @Test(
    "JSON comes back as it was",
    arguments: [
      nil, true, 7, -9_223_372_036_854_775_808, 1.5, "text", [1, [nil]], ["b": 1, "a": ["x": []]], [:],
    ] as [JSON])
  func roundTrip(json: JSON) throws {
    #expect(try Value(json).json() == json)
    #expect(try Value(json).json().text == json.text)
  }

  @Test(
    "what JSON has no type for becomes a text or a number",
    arguments: [
      Example("timestamp('2026-01-01T01:00:00+01:00')", #""2026-01-01T00:00:00Z""#),
      Example("duration('1500ms')", #""1.5s""#), Example("b'ab'", #""YWI=""#), Example("7u", "7"),
      Example("{1: 'a', true: 'b'}", #"{"1":"a","true":"b"}"#), Example("type(1)", #""int""#),
      Example("[1.5, {'a': [null]}]", #"[1.5,{"a":[null]}]"#),
    ])
  func json(example: Example) throws {
    let value = try Expression(parsing: example.source).evaluate([String: Value]())
    #expect(try value.json().text == example.expected)
  }

  @Test("what JSON cannot hold is an error", arguments: ["18446744073709551615u", "1.0 / 0.0", "{1: 1, '1': 2}"])
  func unwritable(source: String) throws {
    let value = try Expression(parsing: source).evaluate([String: Value]())
    #expect(throws: EvaluationError.self) { try value.json() }
  }

  @Test("JSON becomes what it was declared as")
  func declared() {
    #expect(Value(2, as: .double) == .double(2))
    #expect(Value(2, as: .uint) == .uint(2))
    #expect(Value(-2, as: .uint) == .int(-2))
    #expect(Value("5m", as: .duration) == Value(Milliseconds.minutes(5)))
    #expect(Value("1970-01-01T00:00:01.5Z", as: .timestamp) == Value(Timestamp(milliseconds: 1500)))
    #expect(Value("later", as: .timestamp) == .string("later"))
    #expect(Value([1, 2], as: .list(.double)) == .list([.double(1), .double(2)]))
    let type = CELType.object(ObjectType([.init("at", .timestamp), .init("n", .int)]))
    let value = Value(["at": "1970-01-01T00:00:00Z", "n": 1, "more": "x"], as: type)
    #expect(value.description == #"{"at": timestamp("1970-01-01T00:00:00Z"), "n": 1, "more": "x"}"#)
  }

  @Test("times pass between the layers in milliseconds")
  func times() throws {
    let before = Timestamp(milliseconds: -1)
    guard case .timestamp(let time) = Value(before) else {
      Issue.record("not a timestamp")
      return
    }
    #expect(time.text == "1969-12-31T23:59:59.999Z")
    #expect(time.timestamp == before)
    #expect(Value(Timestamp(milliseconds: .max)) == .null)
    #expect(Value(Milliseconds.forever) == .duration(CELDuration(nanoseconds: .max)))
  }

  @Test("equal values of one kind are equal, and hash alike")
  func equality() {
    let left = Value(["a": 1, "b": [2]])
    let right = Value.map(
      ValueMap([(.string("b"), .list([.int(2)])), (.string("a"), .int(1))]) ?? ValueMap(JSONObject()))
    #expect(left == right)
    #expect(left.hashValue == right.hashValue)
    #expect(Value.int(1) != .uint(1))
    #expect(Value.string("é") != .string("e\u{301}"))
  }

  @Test("a map refuses keys that cannot be or appear twice")
  func keys() {
    #expect(ValueMap([(.int(1), .null), (.uint(1), .null)]) == nil)
    #expect(ValueMap([(.double(1), .null)]) == nil)
    #expect(ValueMap([(.null, .null)]) == nil)
  }
}
