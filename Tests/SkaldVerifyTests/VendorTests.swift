import FoundationEssentials
import SkaldDiagnostics
import SkaldLanguage
import Testing

@testable import SkaldVerify

/// Sagas that vendors publish as samples, rewritten in the language, each with what is wrong in it and mended.
@Suite("A sample as vendors publish it")
struct VendorTests {
  static let names = [
    "confirmation-after-payment", "refund-of-nothing", "refund-that-may-fail", "repeated-post",
    "transfer-without-way-back",
  ]

  private func text(_ file: String) throws -> String {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vendors/\(file).yaml")
    return String(decoding: try Data(contentsOf: url), as: UTF8.self)
  }

  /// What stands behind a word in the comments at the head of a file.
  private func note(_ word: String, in text: String) -> String? {
    text.split(separator: "\n").first { $0.hasPrefix("# \(word): ") }.map { String($0.dropFirst(word.count + 4)) }
  }

  private func compiled(_ text: String, despite code: String? = nil) -> Compilation {
    var severities = SeverityOverrides()
    if let code { severities[code] = .note }
    return Compiler.compile([SourceText(path: "sample.yaml", text: text)], severities: severities)
  }

  @Test(
    "has a fault that lint names, or that its ends show, and a story where a rule of stories is broken",
    arguments: names)
  func faultIsFound(name: String) async throws {
    let text = try text(name + ".wrong")
    let code = note("finds", in: text).flatMap { $0 == "none" ? nil : $0 }
    if let code { #expect(compiled(text).diagnostics.contains { $0.code == code }) }
    let program = try #require(compiled(text, despite: code).sagas.first?.program)
    let report = await Verification(program, bounds: VerifyBounds(faults: 1)).run()
    let stories = report.counterexamples.map { "\($0.property.code) \($0.property.name) in \($0.story.length)" }
    if let story = note("story", in: text), story != "none" { #expect(stories.contains(story)) }
    let ends = report.ends.map { [$0.status, $0.code, $0.step].filter { !$0.isEmpty }.joined(separator: " ") }
    if let end = note("end", in: text) { #expect(ends.contains(end)) }
  }

  @Test("has none once it is mended", arguments: names)
  func mendedSampleIsSound(name: String) async throws {
    let compilation = compiled(try text(name + ".right"))
    #expect(compilation.diagnostics.filter { $0.severity != .note }.isEmpty, "\(compilation.diagnostics)")
    let report = await Verification(try #require(compilation.sagas.first?.program), bounds: VerifyBounds(faults: 1))
      .run()
    #expect(report.words.isEmpty)
    #expect(report.isComplete)
  }
}
