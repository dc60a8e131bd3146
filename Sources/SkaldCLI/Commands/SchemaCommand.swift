import ArgumentParser
import SkaldLanguage

/// `skald schema`: the shape of the language, for editors.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Print the JSON Schema of the language, for editors.",
    discussion: """
      An editor with a server for YAML completes keys and marks wrong ones where a file begins with the line
      # yaml-language-server: $schema=skald.schema.json

      Example:
        skald schema > sagas/skald.schema.json
      """)

  func run() { Console.out(LanguageSchema.text) }
}
