import FoundationEssentials
import SkaldDiagnostics
import SkaldLanguage
import Testing

@testable import SkaldVerify

@Suite("The guide to safe sagas")
struct GuideTests {
  /// A saga of the guide with what is printed of it there.
  struct Listing: CustomTestStringConvertible, Sendable {
    let saga: String
    let despite: String?
    let told: String
    var testDescription: String { told.split(separator: "\n").last.map(String.init) ?? "" }
  }

  static let listings: [Listing] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let guide = root.appending(path: "Sources/Skald/Skald.docc/DesigningSafeSagas.md")
    guard let data = try? Data(contentsOf: guide) else { return [] }
    var found: [Listing] = []
    var (saga, despite): (String, String?) = ("", nil)
    var block: [String]?
    var isSaga = false
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("# Lint finds SK") { despite = String(line.dropFirst(13).prefix(5)) }
      guard line.hasPrefix("```") else {
        block?.append(String(line))
        continue
      }
      guard let text = block?.joined(separator: "\n") else {
        (block, isSaga) = ([], line == "```yaml")
        continue
      }
      if isSaga {
        saga = text
      } else {
        found.append(Listing(saga: saga, despite: despite, told: text))
        despite = nil
      }
      block = nil
    }
    return found
  }()

  @Test("prints what the command prints", arguments: listings)
  func printsTheTruth(listing: Listing) async throws {
    var severities = SeverityOverrides()
    if let code = listing.despite { severities[code] = .note }
    let compilation = Compiler.compile([SourceText(path: "guide.yaml", text: listing.saga)], severities: severities)
    let program = try #require(compilation.sagas.first?.program, "\(compilation.diagnostics)")
    let report = await Verification(program, bounds: VerifyBounds(faults: 1)).run()
    #expect(flush(report.text(showsEnds: true)).contains(flush(listing.told)))
  }

  /// The text without the room at the beginning of its lines.
  private func flush(_ text: String) -> String {
    text.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "\n")
  }

  @Test("has listings") func hasListings() { #expect(Self.listings.count == 4) }
}
