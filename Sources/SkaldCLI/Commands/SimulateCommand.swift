import ArgumentParser
import SkaldCore
import SkaldLanguage
import SkaldRuntime
import SkaldTesting
import SkaldValue

/// `skald simulate`: many sagas while everything goes wrong, the same for every seed.
struct SimulateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate", abstract: "Run many sagas while everything goes wrong, the same way for every seed.",
    discussion: """
      The engine as it ships, in virtual time, on a disk in memory. Services refuse, fail and cannot be reached; requests and
      answers are lost, late and doubled; the process is killed, the power fails, the disk is full, clocks leap. Then nothing
      more goes wrong, and every saga must come to its end. What really happened at the services is compared with what the
      engine says; so is what it acknowledged and emitted.

      The same seed is the same run, and prints the same bytes. Without --faults each seed has some of them:
      \(SimulationFault.all.map { "  \($0.rawValue.padded(to: 11))\($0.words)" }.joined(separator: "\n"))

      Exits with 1 where something happened that should not have: then the smallest run that fails is told as a story.

      Example:
        skald simulate sagas/place-order.saga.yaml
        skald simulate sagas --seed 7 --seeds 100 --sagas 20
        skald simulate sagas/place-order.saga.yaml --faults crash,late,duplicate,loss
      """)

  @Argument(help: "Files and folders; all sagas of theirs run in one engine.", completion: .yaml)
  var paths: [String] = ["sagas"]

  @Option(help: "What everything follows from.")
  var seed: UInt64 = 1

  @Option(help: "How many seeds are run, from --seed on.")
  var seeds = 1

  @Option(help: "How many sagas a run starts.")
  var sagas = 50

  @Option(help: "What may go wrong, separated by commas; `none` for nothing. Without it each seed has its own choice.")
  var faults: String?

  @Flag(help: "Tell the story of the run, a line for each thing that happens; with one seed.")
  var story = false

  @Option(
    help: "Tell a trace that `skald verify --traces` kept again, with the definitions as they are now.",
    completion: .file())
  var trace: String?

  @OptionGroup var format: FormatOption

  func run() async throws {
    if let trace { return try TraceFile(path: trace).tell(paths) }
    guard seeds > 0 else { throw CommandFault.misuse("--seeds counts from 1") }
    guard (1...10_000).contains(sagas) else { throw CommandFault.misuse("--sagas is from 1 to 10000") }
    guard !story || seeds == 1 else { throw CommandFault.misuse("--story tells of one run; leave out --seeds") }
    var simulation = Simulation(try programs(), seed: seed, sagas: sagas, faults: try chosenFaults())
    simulation.tellsStory = story
    let clock = SystemTime()
    let began = clock.uptime()
    let series = await SimulationSeries(of: simulation, seeds: seeds)
    let length = clock.uptime() - began
    let shrunk = series.failed.map { $0.run.shrunk($0.result) }
    let report = SimulationReport(series: series, shrunk: shrunk)
    Console.out(format.isJSON ? report.json.text : report.text)
    // How fast it was is no part of the answer, which is the same every time.
    let milliseconds = max(1, Int(length / .milliseconds(1)))
    if !format.isJSON { Console.err("\(series.total.sagas * 1000 / milliseconds) sagas a second") }
    if series.failed != nil { throw ExitCode(1) }
  }

  private func programs() throws -> [SagaProgram] {
    let files = try ProjectFiles(paths: paths)
    let compilation = files.compile(severities: try Configuration.load(nil).lint.severities)
    try CompiledProject.refuseErrors(compilation, files)
    let wanted = compilation.sagas.filter { saga in
      paths.contains { saga.file == $0 || ProjectFiles.isFolder($0) }
    }
    let programs = wanted.compactMap(\.program)
    guard !programs.isEmpty else {
      let names = paths.map { "`\($0)`" }.joined(separator: ", ")
      throw CommandFault.misuse("there is no saga in \(names); expected a document with the key `saga`")
    }
    return programs
  }

  private func chosenFaults() throws -> [SimulationFault]? {
    guard let faults, faults != "none" else { return faults.map { _ in [] } }
    return try faults.split(separator: ",").map { word in
      guard let fault = SimulationFault(rawValue: String(word)) else {
        let known = SimulationFault.all.map(\.rawValue).joined(separator: ", ")
        throw CommandFault.misuse("--faults: there is no `\(word)`; expected some of \(known)")
      }
      return fault
    }
  }
}

extension String {
  /// The text with spaces behind it, up to a length.
  fileprivate func padded(to length: Int) -> String { self + String(repeating: " ", count: max(1, length - count)) }
}
