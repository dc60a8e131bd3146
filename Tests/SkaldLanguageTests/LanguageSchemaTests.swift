import Foundation
import JSONSchema
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue
import SkaldYAML
import Testing

@Suite("The JSON Schema of the language")
struct LanguageSchemaTests {
  static let package = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
  static let corpus = "Tests/SkaldLanguageTests/Corpus"

  /// The paths of all correct files, as seen from the package.
  static let files: [String] = ["sagas", "\(corpus)/correct", "\(corpus)/flows"].flatMap { folder in
    let names = try? FileManager.default.subpathsOfDirectory(atPath: package.appendingPathComponent(folder).path)
    return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: package.appendingPathComponent(path)), as: UTF8.self)
  }

  static func mismatches(_ text: String) throws -> [String] {
    let schema = try SchemaDocument(LanguageSchema.json)
    return YAMLLoader.load(SourceText(path: "a.yaml", text: text)).documents.compactMap { $0.root }.flatMap { root in
      schema.mismatches(with: root.json()).map { "\($0)" }
    }
  }

  @Test("a correct file is valid", arguments: files)
  func correct(_ path: String) throws {
    #expect(try Self.mismatches(try Self.text(path)) == [])
  }

  @Test("the correct files were found")
  func found() { #expect(Self.files.count > 60) }

  @Test("the schema beside the samples is that of the language")
  func recorded() throws {
    let file = Self.package.appendingPathComponent("sagas/skald.schema.json")
    if ProcessInfo.processInfo.environment["SKALD_RECORD"] == "1" {
      try Data(LanguageSchema.text.utf8).write(to: file)
    }
    #expect(try Self.text("sagas/skald.schema.json") == LanguageSchema.text, "record it anew with SKALD_RECORD=1")
  }

  @Test("the samples tell editors where it is", arguments: PlaceOrderTests.files)
  func modeline(_ name: String) throws {
    #expect(try Self.text("sagas/\(name)").hasPrefix("# yaml-language-server: $schema=skald.schema.json\n"))
  }

  @Test("every key of every construct is described")
  func described() {
    for table in KeyCatalog.all {
      for key in table.keys { #expect(!key.summary.isEmpty, "\(key.name) of \(table.subject)") }
    }
    let names = KeyCatalog.all.map { $0.subject }
    #expect(Set(names).count == names.count)
  }

  @Test(
    "a fault of the shape is found",
    arguments: [
      ("deadline: 30m", "deadline: 30"), ("deadline: 30m", "dedline: 30m"), ("version: 1", "version: one"),
      ("pivot: true", "pivot: maybe"), ("call: payment.charge", "call: charge"), ("- step: charge", "- stp: charge"),
      ("otherwise: alert", "otherwise: alarm"), ("orderId: int", "orderId: integer"),
      ("deadline: 30m", "steps: later"), ("skald: 1", "skald: 2"), ("saga: place-order", "saga: PlaceOrder"),
    ])
  func fault(text: String, other: String) throws {
    let correct = try Self.text("sagas/place-order.saga.yaml")
    let range = try #require(correct.range(of: text))
    #expect(!(try Self.mismatches(correct.replacingCharacters(in: range, with: other))).isEmpty)
  }
}
