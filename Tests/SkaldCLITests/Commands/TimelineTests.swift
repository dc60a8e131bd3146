import SkaldValue
import Testing

@testable import SkaldCLI

@Suite("A history as people read it")
struct TimelineTests {
  private static let indent = String(repeating: " ", count: 23)

  @Test(
    "what happened before the first step, and what people did, has a line",
    arguments: [
      (
        "instance.scheduled", #"{"for":"time","until":"2030-01-31T12:00:00.000Z"}"#,
        "… \(indent)begins at 2030-01-31T12:00:00.000Z"
      ),
      (
        "instance.scheduled", #"{"for":"entity","until":"2030-01-31T12:00:00.000Z"}"#,
        "… \(indent)waits for an entity that is held, until 2030-01-31T12:00:00.000Z"
      ),
      ("instance.started", "null", "▶ \(indent)started"),
      ("instance.cancel_requested", #"{"by":"ann"}"#, "☞ \(indent)cancel by ann"),
      ("instance.cancel_requested", #"{"by":"ann","reason":"no"}"#, "☞ \(indent)cancel by ann: no"),
      ("operator.retry", #"{"by":"ann","reason":"again"}"#, "☞ \(indent)retry by ann: again"),
      (
        "instance.migrated", #"{"from":1,"to":2,"by":"ann","reason":"text"}"#,
        "⇢ \(indent)follows version 2 from here on by ann: text"
      ),
    ])
  func line(type: String, data: String, expected: String) throws {
    var timeline = Timeline(isColourful: false)
    let entry: JSON = ["at": "2030-01-01T00:00:00.000Z", "type": .string(type), "data": try JSON.parse(data)]
    #expect(timeline.line(entry) == "    0.000  \(expected)")
  }

  @Test("what says nothing new has no line", arguments: ["step.retry_planned", "undo.queued", "something.new"])
  func silent(type: String) {
    var timeline = Timeline(isColourful: false)
    #expect(timeline.line(["at": "2030-01-01T00:00:00.000Z", "type": .string(type)]) == nil)
  }
}
