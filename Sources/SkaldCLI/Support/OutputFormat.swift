import ArgumentParser
import SkaldDiagnostics
import SkaldValue

/// For people or for programs.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
}

/// The option that most commands have.
struct FormatOption: ParsableArguments {
  @Option(help: "For people (text) or for programs (json).")
  var format = OutputFormat.text

  var isJSON: Bool { format == .json }
}

/// JSON on the command line, or in a file.
enum JSONArgument {
  /// Reads `{"a": 1}` or `@file.json`.
  /// - Throws: ``CommandFault`` where there is no such file, or no JSON in it.
  static func value(_ text: String, of option: String) throws -> JSON {
    let bytes = text.hasPrefix("@") ? try ProjectFiles.read(String(text.dropFirst())).bytes : Array(text.utf8)
    do throws(JSONError) {
      return try JSON.parse(bytes)
    } catch {
      throw CommandFault.misuse("\(option) is not JSON: \(error)")
    }
  }
}
