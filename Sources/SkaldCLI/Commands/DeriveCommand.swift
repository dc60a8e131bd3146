import ArgumentParser
import FoundationEssentials
import SkaldDiagnostics
import SkaldLanguage

/// `skald derive`: the choreography that an orchestrated saga implies.
struct DeriveCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "derive", abstract: "Print the choreography that an orchestrated saga implies.",
    discussion: """
      Each service becomes a participant that reacts to events: what a step brings about leads forward, what is refused
      leads backward, and nobody is in charge. Behind the choreography, in the same file, stand the contracts of the
      events that the saga did without. What a choreography cannot say is refused, with its place and the reason.

      Example:
        skald derive sagas/place-order.saga.yaml
        skald derive sagas/place-order.saga.yaml -o sagas/place-order-by-events.choreography.yaml
      """)

  @Argument(help: "The file of the saga.", completion: .yaml)
  var file: String

  @Option(name: [.short, .long], help: "The file to write; the standard output where none is named.")
  var output: String?

  @Option(help: "The name of the choreography; that of the saga with `-by-events` where none is given.")
  var name: String?

  @Flag(help: "Write the file although there is one already.")
  var force = false

  func run() throws {
    if let output, !force, FileManager.default.fileExists(atPath: output) {
      throw CommandFault.misuse("`\(output)` exists; expected a new file, or --force")
    }
    let files = try ProjectFiles(paths: [file])
    let severities = try Configuration.load(nil).lint.severities
    let compilation = files.compile(severities: severities)
    try CompiledProject.refuseErrors(compilation, files)
    let derived = try DerivedFile(of: file, named: name, at: output, files, compilation).checked(severities)
    guard let output else { return Console.out(derived.source.text) }
    try FileReplacement.write(derived.source.bytes, to: output)
    Console.err("wrote `\(output)`: the choreography \(derived.name)")
  }
}
