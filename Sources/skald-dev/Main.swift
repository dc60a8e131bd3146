import ArgumentParser

/// Tools of Skald's own developers; users never need them.
@main
struct SkaldDev: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "skald-dev",
    abstract: "Run the tools that Skald is developed with.",
    subcommands: [
      CELCommand.self, YAMLCommand.self, JSONSchemaCommand.self, LintBenchCommand.self, SearchBenchCommand.self,
      ProveCommand.self, RandomSagaCommand.self,
    ])
}
