import ArgumentParser
import SkaldLanguage

/// `skald graph`: draws a saga.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw a saga: its steps, its undo edges, its point of no return.",
    discussion: """
      Example:
        skald graph sagas/place-order.saga.yaml
        skald graph sagas/place-order.saga.yaml --format dot | dot -Tsvg > order.svg
      """)

  @Argument(help: "The saga's file.")
  var file: String

  @Option(help: "The notation: \(GraphCatalog.names.joined(separator: ", ")).")
  var format = "mermaid"

  func run() throws {
    guard let render = GraphCatalog.renderer(named: format) else {
      throw CommandFault.misuse("expected --format \(GraphCatalog.names.joined(separator: ", ")), found `\(format)`")
    }
    Console.out(render(try CompiledProject.saga(at: file)))
  }
}
