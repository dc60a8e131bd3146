import Foundation
import SkaldValue
import Testing

@Suite("Projects: init, diff, sub-sagas, questions")
struct ProjectCommandTests {
  @Test("a new project lints, passes its tests, runs to its end, and runs back where a service refuses")
  func newProject() throws {
    let scratch = try Scratch()
    let made = try CommandRun(["init", "shop"], in: scratch.folder)
    #expect(made.code == 0)
    let shop = scratch.folder.appending(path: "shop")
    let lint = try CommandRun(["lint", "--strict", "--format", "json"], in: shop)
    #expect(lint.code == 0)
    #expect(try lint.json["findings"] == [])
    let tests = try CommandRun(["test", "--format", "json"], in: shop)
    #expect(tests.code == 0, "\(tests.out)\(tests.err)")
    #expect(try tests.json["coverage"]?.array?.first?["untested"] == [])
    let run = ["run", "sagas/place-order.saga.yaml", "--input", "@order.json", "--format", "json", "--mock"]
    #expect(try CommandRun(run, in: shop).json["status"] == "completed")
    let refused = try CommandRun(run + ["delivery.send=refuses:no_address"], in: shop)
    #expect(refused.code == 1)
    #expect(try refused.json["status"] == "compensated")
    #expect(try refused.json["states"]?["order"]?.array?.last == "CANCELED")
  }

  @Test("a new project takes nothing away")
  func keepsWhatIsThere() throws {
    let scratch = try Scratch()
    try scratch.write("mine", to: "skald.yaml")
    let made = try CommandRun(["init"], in: scratch.folder)
    #expect(made.code == 2)
    #expect(made.err.contains("`skald.yaml` exists"))
    #expect(!FileManager.default.fileExists(atPath: scratch.folder.appending(path: "sagas").path))
  }

  @Test("a change is tunable, or breaks instances that run; the exit code tells")
  func diff() throws {
    let scratch = try Scratch()
    _ = try CommandRun(["init", "old"], in: scratch.folder)
    _ = try CommandRun(["init", "new"], in: scratch.folder)
    let file = scratch.folder.appending(path: "new/sagas/place-order.saga.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(try CommandRun(["diff", "old/sagas", "new/sagas"], in: scratch.folder).out.contains(": same"))
    try text.replacing("deadline: 30m", with: "deadline: 40m").write(to: file, atomically: true, encoding: .utf8)
    let tunable = try CommandRun(["diff", "old/sagas", "new/sagas"], in: scratch.folder)
    #expect(tunable.code == 0)
    #expect(tunable.out.contains("place-order 1 → 1: tunable"))
    try text.replacing("step: send", with: "step: ship").write(to: file, atomically: true, encoding: .utf8)
    let breaking = try CommandRun(["diff", "old/sagas", "new/sagas", "--format", "json"], in: scratch.folder)
    #expect(breaking.code == 1)
    let saga = try breaking.json["sagas"]?.array?.first
    #expect(saga?["class"] == "breaking")
    #expect(saga?["versionReused"] == true)
    #expect(saga?["changes"]?.array?.first?["step"] == "send")
  }

  static let parent = """
    skald: 1
    saga: trip
    input: { id: int, guests: [string] }
    output: { rooms: "${each.map(e, e.room.number)}", by: "${ok.by}" }
    steps:
      - ask: ok
        who: travel desk
        answer: { by: string, approved: bool }
        timeout: 1d
      - each: each
        in: input.guests
        key: item
        steps: [ { step: room, saga: stay, with: { guest: "${item}" } } ]
    """
  static let child = """
    skald: 1
    saga: stay
    input: { guest: string }
    output: { number: "${book.number}" }
    steps: [ { step: book, call: hotel.book, compensate: hotel.cancel } ]
    ---
    skald: 1
    services:
      hotel: { book: { in: { guest: string }, out: { number: string } }, cancel: { in: { guest: string } } }
    """

  @Test("a file's sub-sagas are found in its project, and a question is answered from the command line")
  func subSagas() throws {
    let scratch = try Scratch()
    try scratch.write(Self.parent, to: "sagas/trip.saga.yaml")
    try scratch.write(Self.child, to: "sagas/stay.saga.yaml")
    let command = [
      "run", "sagas/trip.saga.yaml", "--mock", "--format", "json", "--input", #"{"id": 1, "guests": ["ada", "bob"]}"#,
      "--answer", #"ok={"by": "eva", "approved": true}"#,
    ]
    let run = try CommandRun(command, in: scratch.folder)
    #expect(run.code == 0, "\(run.err)")
    let json = try run.json
    #expect(json["output"]?["by"] == "eva")
    #expect(json["output"]?["rooms"]?.array?.count == 2)
    let steps = json["calls"]?.array?.compactMap { $0["step"]?.string }
    #expect(steps == ["each/room/book#ada", "each/room/book#bob"])
    let refused = try CommandRun(command + ["--mock", "hotel.book=fails"], in: scratch.folder)
    #expect(try refused.json["status"] == "compensated")
  }
}
