import ArgumentParser
import SkaldLanguage

/// `skald graph`: draws a saga or a choreography.
struct GraphCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "graph", abstract: "Draw a saga or a choreography: steps or reactions, undos, the point of no return.",
    discussion: """
      Example:
        skald graph sagas/place-order.saga.yaml
        skald graph sagas/place-order.choreography.yaml
        skald graph sagas/place-order.saga.yaml --format dot | dot -Tsvg > order.svg
      """)

  @Argument(help: "The file of the saga or the choreography.", completion: .yaml)
  var file: String

  @Option(help: "The notation: \(Self.names).", completion: .list(GraphCatalog.all.map(\.name)))
  var format = "mermaid"

  private static let names = GraphCatalog.all.map(\.name).joined(separator: ", ")

  func run() throws {
    guard let notation = GraphCatalog.format(named: format) else {
      throw CommandFault.misuse("expected --format \(Self.names), found `\(format)`")
    }
    Console.out(notation.render(try CompiledProject.drawing(at: file)))
  }
}
