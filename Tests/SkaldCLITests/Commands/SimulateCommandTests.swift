import SkaldValue
import Testing

@Suite("skald simulate")
struct SimulateCommandTests {
  private static let file = "sagas/place-order.saga.yaml"

  @Test("two runs of a seed print the same bytes, in both formats", arguments: ["text", "json"])
  func seedsRepeat(format: String) throws {
    let arguments = ["simulate", Self.file, "--seed", "3", "--sagas", "10", "--story", "--format", format]

    let (first, second) = (try CommandRun(arguments), try CommandRun(arguments))

    #expect(first.code == 0, "\(first.out)")
    #expect(first.out == second.out)
    #expect(first.out.contains("place-order order-1"))
  }

  @Test("the faults of several seeds are counted, and only those that were asked for strike")
  func countsFaults() throws {
    let run = try CommandRun([
      "simulate", Self.file, "--seeds", "3", "--sagas", "10", "--faults", "crash,loss", "--format", "json",
    ])

    let json = try run.json
    #expect(json["runs"] == 3)
    #expect(json["sagas"] == 30)
    #expect(json["findings"] == [])
    #expect(json["faults"]?.object?.names == ["crash", "loss"])
  }

  @Test(
    "what it is asked must be possible",
    arguments: [
      (["--faults", "crash,earthquake"], "there is no `earthquake`; expected some of refusal, failure"),
      (["--sagas", "0"], "--sagas is from 1 to 10000"), (["--seeds", "0"], "--seeds counts from 1"),
      (["--story", "--seeds", "2"], "--story tells of one run"),
    ])
  func misuse(arguments: [String], message: String) throws {
    let run = try CommandRun(["simulate", Self.file] + arguments)

    #expect(run.code == 2)
    #expect(run.err.contains(message), "\(run.err)")
  }

  @Test("a file without a saga is a misuse")
  func noSaga() throws {
    #expect(try CommandRun(["simulate", "sagas/contracts.yaml"]).code == 2)
  }
}
