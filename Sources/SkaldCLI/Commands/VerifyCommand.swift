import ArgumentParser
import SkaldDiagnostics
import SkaldVerify
import SkaldValue

/// `skald verify`: every story that sagas and choreographies can tell, within bounds.
struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Explore every way in which a saga can end, before anything runs.",
    discussion: """
      The interpreter runs against an adversary who refuses, loses, delays and repeats calls, cancels, and ends the engine
      at any moment, while a ledger keeps what services really did. What must never be (an effect that stays behind, one
      that happens twice, an undo past the point of no return, a saga that nobody can bring to an end) is told as the
      shortest story that leads there.

      What was explored completely, and what only in part, is said each time. Exits with 1 where something is found, or
      a file has errors.

      Example:
        skald verify sagas
        skald verify sagas/place-order.saga.yaml --ends
        skald verify sagas/place-order.saga.yaml --budget 3 --format json
      """)

  @Argument(help: "Files and folders.", completion: .yaml)
  var paths: [String] = ["sagas"]

  @Option(help: "How many faults one story may have.")
  var budget = 2

  @Option(help: "How many moves one story may have.")
  var depth = 1000

  @Option(help: "How many states are looked at, of each definition or part of one.")
  var states = 200_000

  @Option(help: "How long each definition may take, in seconds.")
  var seconds = 10

  @Flag(help: "Let requests take effect even after the time that the engine waits for them before an undo.")
  var late = false

  @Flag(help: "Tell the shortest story to each end, too.")
  var ends = false

  @Option(
    parsing: .singleValue,
    help: "Go on in spite of findings of this lint rule, to see the story behind them; repeatable.")
  var despite: [String] = []

  @Option(help: "Write a trace of each counterexample into this folder.", completion: .directory)
  var traces: String?

  @OptionGroup var format: FormatOption

  func validate() throws {
    guard budget >= 0, depth > 0, states > 0, seconds > 0 else {
      throw ValidationError("expected numbers above zero for --budget (or zero), --depth, --states and --seconds")
    }
  }

  func run() async throws {
    let files = try ProjectFiles(paths: paths)
    var severities = try Configuration.load(nil).lint.severities
    for code in despite { severities[code] = .note }
    let compilation = files.compile(severities: severities)
    try CompiledProject.refuseErrors(compilation, files)
    let bounds = VerifyBounds(faults: budget, moves: depth, states: states, allowsLateRequests: late)
    let subjects = VerifySubject.all(of: compilation, bounds)
    guard !subjects.isEmpty else {
      throw CommandFault.misuse(
        "there is nothing to verify in \(paths.map { "`\($0)`" }.joined(separator: ", ")); expected a saga or a choreography"
      )
    }
    var reports: [VerifyReport] = []
    for subject in subjects {
      let end = ContinuousClock.now + .seconds(seconds)
      let report = await subject.verification.run(while: { ContinuousClock.now < end })
      reports.append(report)
      if !format.isJSON { Console.out(report.text(showsEnds: ends)) }
    }
    if format.isJSON { Console.out(JSON.array(reports.map { $0.json }).text) }
    if let traces { try VerifyTraces(folder: traces).write(reports) }
    if reports.contains(where: { !$0.counterexamples.isEmpty }) { throw ExitCode(1) }
  }
}
