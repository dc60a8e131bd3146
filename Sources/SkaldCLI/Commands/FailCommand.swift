import ArgumentParser
import SkaldValue

/// `skald fail`: say that a step will not be done: the saga turns back.
struct FailCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fail", abstract: "Say that a step will not be done: the saga turns back.",
    discussion: """
      Refused where there is no way back.

      Example:
        skald fail 01JD9Z3X7M0000000000000001 --step reserve --code out_of_stock --reason "the shelf is empty"
      """)

  @OptionGroup var act: StepActOptions

  @Option(help: "The code of the failure, as a refusal has it.")
  var code: String?

  func run() async throws { try await act.run("fail", done: "has failed", code.map { [("code", .string($0))] } ?? []) }
}
