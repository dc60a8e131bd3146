import ArgumentParser
import SkaldValue

/// `skald answer`: answers what an instance asks a person.
struct AnswerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Answer what an instance asks a person.",
    discussion: """
      `skald show` lists what is asked. In a loop the name has the item or the round, such as approve#2.

      Example:
        skald answer 01JD9Z3X7M0000000000000001 approve --data '{"approved": true}'
      """)

  @Argument(help: "The instance's id.")
  var id: String

  @Argument(help: "The name of the question.")
  var question: String

  @Option(help: "The answer: JSON, or @file.")
  var data: String

  @OptionGroup var daemon: DaemonOption
  @OptionGroup var format: FormatOption

  func run() async throws {
    let answer = try JSONArgument.value(data, of: "--data")
    let path = "/v1/instances/\(DaemonClient.segment(id))/asks/\(DaemonClient.segment(question))"
    let reply = try await daemon.client.post(path, answer)
    Console.out(format.isJSON ? reply.body.text : "\(question) is answered")
  }
}
