import SkaldValue
import Testing

@Suite("JSON")
struct JSONTests {
  @Test(
    "what is read is written again",
    arguments: [
      "null", "true", "-7", "9223372036854775807", "0.5", "1e+300", #""text""#, #"["a",1,{}]"#, #"{"b":1,"a":[null]}"#,
      #""line\nbreak \"quoted\" \\ \u0001""#, #""ä€😀""#,
    ])
  func roundTrip(text: String) throws {
    #expect(try JSON.parse(text).text == text)
  }

  @Test(
    "integers and other numbers stay apart",
    arguments: [
      ("1", JSON.int(1)), ("1.0", .double(1)), ("1e2", .double(100)), ("-0", .int(0)),
      ("9223372036854775808", .double(9_223_372_036_854_775_808)),
    ])
  func numbers(text: String, value: JSON) throws {
    #expect(try JSON.parse(text) == value)
  }

  @Test("escapes are understood, surrogate pairs as one character")
  func escapes() throws {
    #expect(try JSON.parse(#""\u00e4\ud83d\ude00\/\b\f\n\r\t""#) == .string("ä😀/\u{8}\u{c}\n\r\t"))
  }

  @Test(
    "what is not JSON is refused at its place",
    arguments: [
      ("", 0), ("{", 1), ("[1,]", 3), ("01", 2), ("1.", 2), ("1e", 2), ("nul", 3), ("'a'", 0), ("\"a", 2), ("[1 2]", 3),
      (#"{"a":1,"a":2}"#, 7), (#""\ud800""#, 7), (#""\x""#, 3), ("1 2", 2), ("\"\u{1}\"", 1), ("1e999", 5),
    ])
  func refusals(text: String, offset: Int) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
    do throws(JSONError) { _ = try JSON.parse(text) } catch { #expect(error.offset == offset, "\(error)") }
  }

  @Test("bytes that are not UTF-8 are refused")
  func malformedUTF8() {
    #expect(throws: JSONError.self) { try JSON.parse([0x22, 0xC3, 0x28, 0x22]) }
  }

  @Test("nesting is limited")
  func nesting() throws {
    let limit = JSON.depthMax
    let deepest = String(repeating: "[", count: limit) + String(repeating: "]", count: limit)
    #expect(try JSON.parse(deepest).array != nil)
    #expect(throws: JSONError.self) { try JSON.parse("[" + deepest + "]") }
  }

  @Test("equal values have equal canonical texts")
  func canonical() throws {
    let one = try JSON.parse(#"{"b":{"y":1,"x":2},"a":0}"#)
    let other = try JSON.parse(#"{"a":0,"b":{"x":2,"y":1}}"#)
    #expect(one == other)
    #expect(one.canonical == other.canonical)
    #expect(String(decoding: one.canonical, as: UTF8.self) == #"{"a":0,"b":{"x":2,"y":1}}"#)
  }

  @Test("an object of many names is read and finds each")
  func manyNames() throws {
    let text = "{" + (0..<100).map { "\"n\($0)\":\($0)" }.joined(separator: ",") + "}"
    let object = try JSON.parse(text)
    #expect(object["n99"] == 99)
    #expect(throws: JSONError.self) { try JSON.parse(text.dropLast() + ",\"n50\":1}") }
  }

  struct Order: Codable, Equatable {
    enum State: Codable, Equatable { case open(since: Int64), closed }
    var id: Int64
    var note: String?
    var lines: [String: Int]
    var state: State
    var extra: JSON
  }

  @Test("Codable values go to JSON and come back")
  func codable() throws {
    let order = Order(id: 7, note: nil, lines: ["a": 1], state: .open(since: 3), extra: ["x": [1, 2.5, nil]])
    let json = try JSON(encoding: order)
    #expect(json["id"] == 7)
    #expect(json["extra"] == ["x": [1, 2.5, nil]])
    #expect(try json.decode(Order.self) == order)
  }

  @Test("a value of another kind is refused with its place")
  func decodingFailures() {
    #expect(throws: DecodingError.self) {
      try JSON.parse(#"{"id":"seven","lines":{},"state":{"closed":{}},"extra":1}"#).decode(Order.self)
    }
    #expect(throws: DecodingError.self) { try JSON.int(300).decode(UInt8.self) }
    #expect(throws: EncodingError.self) { try JSON(encoding: UInt64.max) }
  }
}
