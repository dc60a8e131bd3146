import ArgumentParser
import FoundationEssentials
import JSONSchema
import SkaldValue

/// Runs conformance cases of JSON Schema.
struct JSONSchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "json-schema",
    abstract: "Run conformance cases of JSON Schema.",
    discussion: """
      Each file is a list of schemas with values, as the JSON Schema Test Suite publishes them. Cases that fail are \
      listed with the reason; the last line counts them.

      Example: skald-dev json-schema --known JSONSchema-conformance.md --remotes remotes draft2020-12/*.json
      """)

  /// Where the cases suppose the remote documents to be.
  private static let remotesURI = "http://localhost:1234/"

  @Option(help: "A Markdown file with a table whose first column names, in back quotes, the cases that may fail.")
  var known: String?

  @Option(help: "The folder of the documents to which cases refer.")
  var remotes: String?

  @Argument(help: "Files of cases.")
  var files: [String]

  func run() throws {
    let documents = try remotes.map(Self.documents) ?? [:]
    var report = try ConformanceReport(known: known)
    for file in files {
      let name = URL(filePath: file).deletingPathExtension().lastPathComponent
      for group in try JSON.parse(KnownCases.text(file)).array ?? [] {
        let id = "\(name)/\(group["description"]?.string ?? "")"
        Self.run(group, id: id, documents, &report)
      }
    }
    try report.finish()
  }

  private static func run(
    _ group: JSON, id: String, _ documents: [String: JSON], _ report: inout ConformanceReport
  ) {
    let schema = Result { () throws(SchemaFault) in
      try SchemaDocument(group["schema"] ?? .null, documents: documents)
    }
    for test in group["tests"]?.array ?? [] {
      let id = "\(id)/\(test["description"]?.string ?? "")"
      switch schema {
      case .failure(let fault): report.add(id, failure: "\(fault)")
      case .success(let schema):
        let mismatches = schema.mismatches(with: test["data"] ?? .null)
        let reason = mismatches.map { "\($0.pointer) \($0.schema): \($0.message)" }.joined(separator: "; ")
        let isExpected = mismatches.isEmpty == test["valid"]?.bool
        report.add(id, failure: isExpected ? nil : mismatches.isEmpty ? "expected a mismatch" : reason)
      }
    }
  }

  /// The documents of a folder, by the URIs that the cases know.
  private static func documents(below folder: String) throws -> [String: JSON] {
    var documents: [String: JSON] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".json") {
      documents[remotesURI + path] = try JSON.parse(KnownCases.text("\(folder)/\(path)"))
    }
    return documents
  }
}
