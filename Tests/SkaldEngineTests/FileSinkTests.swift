import FoundationEssentials
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Events in a file")
struct FileSinkTests {
  private static func event(_ number: Int64) -> OutboundEvent {
    OutboundEvent(
      place: .init(position: number, index: 0), id: "id-\(number)", saga: "order", subject: "order-7",
      time: Timestamp(milliseconds: 0),
      event: EmittedEvent(name: "a.v1", topic: nil, key: 7, data: ["number": .int(number)]),
      orderingKey: "7")
  }

  @Test("each event is one line, also behind what another process wrote")
  func lines() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "skald-sink-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: path) }

    try await FileSink(path: path).deliver(Self.event(1))
    let second = try FileSink(path: path)
    try await second.deliver(Self.event(2))
    try await second.deliver(Self.event(3))

    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(try lines.map { try JSON.parse(String($0)) } == (1...3).map { Self.event($0).cloudEvent })
    #expect(Self.event(1).cloudEvent["partitionkey"] == "7")
  }

  @Test("a file that cannot be written is refused at once")
  func unwritable() {
    #expect(throws: SinkError.self) { try FileSink(path: "/nowhere/events.jsonl") }
  }
}
