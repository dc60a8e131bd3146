import Testing

@Suite("Swift code in guides")
struct SwiftListingsTests {
  /// Files that are compiled: tests, samples, and what shows its use in a comment.
  private static func compiled() throws -> [String] {
    try (Repository.tests() + Repository.sources()).map { file in
      file.lines.map { line in
        let code = line.drop { $0 == " " }
        return String(code.hasPrefix("/// ") ? code.dropFirst(4).drop { $0 == " " } : code)
      }.joined(separator: "\n")
    }
  }

  @Test(
    "a guide has only listings that stand in a compiled file",
    arguments: [("HandlersInSwift.md", 4), ("Tutorial.md", 4), ("Participating.md", 1), ("Simulating.md", 1)])
  func listingsAreCompiled(page: String, count: Int) throws {
    let files = try Self.compiled()
    let listings = try DocumentationTests.listings(in: "swift").filter { $0.place.contains(page) }
    #expect(listings.count >= count)
    for listing in listings {
      let text = listing.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(line.drop { $0 == " " })
      }.joined(separator: "\n").trimmed
      #expect(files.contains { $0.contains(text) }, "\(listing.place) is in no compiled file")
    }
  }
}

extension String {
  /// The text without empty lines at its end.
  fileprivate var trimmed: String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
