import ArgumentParser
import SkaldLanguage

/// `skald generate`: code from the contracts.
struct GenerateCommand: ParsableCommand {
  /// What code can be made for.
  enum Target: String, ExpressibleByArgument, CaseIterable {
    case swift
  }

  static let configuration = CommandConfiguration(
    commandName: "generate", abstract: "Print Swift protocols of the services in the contracts.",
    discussion: """
      Each service becomes a protocol with a function for each operation, and types for what they take and give. A type
      that lacks one does not compile. `handlers.use(payment: Payment())` has it carry out all of them.

      Example:
        skald generate swift sagas > Sources/Shop/Services.swift
      """)

  @Argument(help: "What for: swift.")
  var target: Target

  @Argument(help: "Files and folders.", completion: .yaml)
  var paths = ["sagas"]

  func run() throws {
    let files = try ProjectFiles(paths: paths)
    let compilation = files.compile(severities: try Configuration.load(nil).lint.severities)
    try CompiledProject.refuseErrors(compilation, files)
    Console.out(SwiftGenerator.source(of: compilation))
  }
}
