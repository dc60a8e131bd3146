import ArgumentParser
import Skald
import SkaldCore
import SkaldValue

/// `skald run`: one saga to its end, in this process.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run one saga or flow to its end in this process, and print each step as it happens.",
    discussion: """
      With --mock everything is answered from the contracts in virtual time, and two runs print the same bytes. Without
      it the services of the configuration are called. Exits with 0 where the saga completes, else with 1.

      Of a choreography all participants run, and their events go from one to the others; --input is the data of the
      event that begins the flow, --event comes from outside right after it. An event from outside that a reaction needs
      together with others is made up, once nothing else is on its way.

      What an operation shall do instead, for every attempt or for the first N:
        --mock OPERATION=refuses:CODE      a business refusal
        --mock OPERATION=times-out[:N]     takes effect, the answer is lost
        --mock OPERATION=fails[:N]         answers 500 without effect
        --mock OPERATION=returns:JSON      answers with this

      Example:
        skald run sagas/place-order.saga.yaml --input @order.json --mock
        skald run sagas/place-order.saga.yaml --input @order.json --mock inventory.reserve=refuses:out_of_stock
        skald run sagas/place-order.choreography.yaml --input @order.json --mock
      """)

  @Argument(help: "The file of the saga or the choreography.", completion: .yaml)
  var file: String

  @Option(help: "The input: JSON, or @file.")
  var input: String?

  @Option(help: "The business key, where the definition computes none.")
  var key: String?

  @Option(parsing: .singleValue, help: "Answer from the contracts, or as scripted; repeatable.")
  var mock: [String] = []

  @Option(help: "Send NAME=JSON as soon as it is waited for; repeatable.")
  var event: [String] = []

  @Option(help: "Answer NAME=JSON as soon as it is asked for; repeatable.")
  var answer: [String] = []

  @Option(help: "Keep the run in this database.", completion: .database)
  var db: String?

  @Option(help: "Go on with this instance of the database.")
  var resume: String?

  @Option(help: "The configuration, which says where services are.", completion: .yaml)
  var config: String?

  @OptionGroup var format: FormatOption

  func run() async throws {
    let ended: EndedRun
    switch try CompiledProject.runnable(at: file, config: config) {
    case .saga(let program):
      let plan = try RunPlan(self, program)
      ended = mock.isEmpty ? try await LiveRun(plan, try Configuration.load(config)).run() : try MockRun(plan).run()
    case .flow(let flow): ended = try FlowRun(self, flow).run()
    }
    if format.isJSON {
      Console.out(ended.report.text)
    } else if ended.status != Status.completed.rawValue {
      Console.err("the \(ended.what) did not complete: \(ended.words)")
    }
    if ended.status != Status.completed.rawValue { throw ExitCode(1) }
  }
}

/// What is to be run.
struct RunPlan {
  enum Beginning {
    case start(input: JSON, key: String?)
    case resume(String)
  }

  let program: SagaProgram
  let beginning: Beginning
  let events: [(name: String, data: JSON)]
  let answers: [(name: String, data: JSON)]
  let mock: [String]
  let database: String?
  let isQuiet: Bool

  init(_ command: RunCommand, _ program: SagaProgram) throws {
    self.program = program
    mock = command.mock
    database = command.db
    isQuiet = command.format.isJSON
    events = try command.event.map { try Self.named($0, by: "--event") }
    answers = try command.answer.map { try Self.named($0, by: "--answer") }
    switch (command.resume, command.input) {
    case (let id?, nil):
      guard command.db != nil else { throw CommandFault.misuse("--resume needs the --db that has the instance") }
      beginning = .resume(id)
    case (nil, let input?):
      beginning = .start(input: try JSONArgument.value(input, of: "--input"), key: command.key)
    case (nil, nil): throw CommandFault.misuse("expected --input with the saga's input, or --resume with an id")
    case (_?, _?): throw CommandFault.misuse("--resume goes on with an instance that has its input; leave out --input")
    }
  }

  static func named(_ text: String, by option: String) throws -> (name: String, data: JSON) {
    guard let index = text.firstIndex(of: "=") else {
      throw CommandFault.misuse("expected \(option) NAME=JSON, found `\(text)`")
    }
    let data = try JSONArgument.value(String(text[text.index(after: index)...]), of: option)
    return (String(text[..<index]), data)
  }
}

/// How a run ended.
struct EndedRun {
  let report: JSON
  /// Why it is over, where the saga did not end.
  let reason: String?

  /// What was run.
  var what: String { report["choreography"] == nil ? "saga" : "flow" }

  var status: String { report["status"]?.string ?? "" }

  /// The end in a few words.
  var words: String {
    let failure = report["failure"]?["code"]?.string.map { ", \($0)" } ?? ""
    return status + failure + (reason.map { "; \($0)" } ?? "")
  }
}
