import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The documentation")
struct DocumentationTests {
  /// A listing with the place where it begins.
  struct Listing: CustomTestStringConvertible, Sendable {
    let place: String
    let text: String
    var testDescription: String { place }
  }

  static let catalog = "Sources/Skald/Skald.docc"

  static func pages() throws -> [Repository.SourceFile] {
    try Repository.files(below: catalog, ending: ".md")
      + [Repository.SourceFile(path: "README.md", text: Repository.text("README.md"))]
  }

  /// The listings of a language in all pages.
  static func listings(in language: String) throws -> [Listing] {
    try pages().flatMap { page in
      var found: [Listing] = []
      var open: (line: Int, isWanted: Bool, text: String)?
      for (index, line) in page.lines.enumerated() {
        guard line.hasPrefix("```") else {
          open?.text += line + "\n"
          continue
        }
        if let listing = open {
          if listing.isWanted { found.append(Listing(place: "\(page.path):\(listing.line)", text: listing.text)) }
          open = nil
        } else {
          open = (index + 1, line == "```\(language)", "")
        }
      }
      return found
    }
  }

  static func documents() throws -> [Listing] {
    try listings(in: "yaml").filter { $0.text.hasPrefix("skald: 1\n") }
  }

  /// The sagas that a listing's page shows, as files of their names; of one name the last.
  private static func sagas(besides listing: Listing) throws -> [SourceText] {
    let page = listing.place.prefix { $0 != ":" }
    var sagas: [String: String] = [:]
    for listing in try documents() where listing.place.hasPrefix("\(page):") {
      let lines = listing.text.split(separator: "\n")
      guard lines.count > 1, lines[1].hasPrefix("saga: ") else { continue }
      sagas[String(lines[1].dropFirst("saga: ".count))] = listing.text
    }
    return sagas.map { SourceText(path: "\($0.key).saga.yaml", text: $0.value) }
  }

  @Test("there are listings to check")
  func listingsAreFound() throws {
    #expect(try Self.documents().count > 4)
  }

  @Test("every saga and every contract that a page shows compiles", arguments: try documents())
  func listingsCompile(listing: Listing) throws {
    var sources = [SourceText(path: "listing.yaml", text: listing.text)]
    // Tests stand apart from the saga that they are about.
    if listing.text.hasPrefix("skald: 1\ntests: ") { sources += try Self.sagas(besides: listing) }
    let compilation = Compiler.compile(sources)
    for finding in compilation.diagnostics where finding.severity != .note && finding.file == "listing.yaml" {
      Issue.record("\(finding.code): \(finding.message) in \(listing.text)")
    }
    #expect(compilation.sagas.filter { $0.file == "listing.yaml" }.allSatisfy { $0.program != nil })
  }

  @Test("every command that a page shows exists")
  func commandsExist() throws {
    let registry = try Repository.text("Sources/SkaldCLI/Commands/CommandCatalog.swift")
    let names = try Repository.files(below: "Sources/SkaldCLI/Commands", ending: "Command.swift").compactMap { file in
      registry.contains(file.name.dropLast(".swift".count) + ".self") ? Self.commandName(in: file.text) : nil
    }
    #expect(names.count > 4)
    for listing in try Self.listings(in: "sh") {
      for line in listing.text.split(separator: "\n") where line.hasPrefix("skald ") {
        let command = String(line.split(separator: " ")[1])
        #expect(names.contains(command), "\(listing.place): there is no `skald \(command)`")
      }
    }
  }

  private static func commandName(in text: String) -> String? {
    guard let start = text.firstRange(of: "commandName: \"")?.upperBound else { return nil }
    return String(text[start...].prefix { $0 != "\"" })
  }

  @Test("decision records are numbered without a gap, and the index has each of them")
  func decisionsAreNumbered() throws {
    let records = try Repository.files(below: "\(Self.catalog)/Decisions", ending: ".md")
    let index = try Repository.text("\(Self.catalog)/Decisions.md")
    for (number, record) in records.enumerated() {
      let digits = String(number + 1)
      let prefix = String(repeating: "0", count: 4 - digits.count) + digits
      #expect(record.name.hasPrefix(prefix + "-"), "expected number \(prefix), found \(record.name)")
      #expect(record.text.hasPrefix("# \(prefix): "), "\(record.name)")
      #expect(index.contains("<doc:\(record.name.dropLast(".md".count))>"), "the index lacks \(record.name)")
    }
  }

  @Test(
    "a decision record has its five parts",
    arguments: ["## Motivation", "## Solution", "## Design", "## Stability", "## Alternatives"])
  func decisionsAreComplete(part: String) throws {
    for record in try Repository.files(below: "\(Self.catalog)/Decisions", ending: ".md") {
      #expect(record.lines.contains { $0 == part }, "\(record.name) lacks \(part)")
    }
  }

  @Test("every module is in the table of the landing page")
  func modulesAreListed() throws {
    let rows = try Repository.text("\(Self.catalog)/Skald.md").split(separator: "\n").filter { $0.hasPrefix("| `") }
    let targets = Set(try Repository.sources().map(\.target)).union(["CLibYAML", "CSQLite"])
    for target in targets.sorted() {
      #expect(rows.contains { $0.split(separator: "|")[0].contains("`\(target)`") }, "\(target)")
    }
  }

  @Test("every package that we depend on has its reason in a decision record")
  func dependenciesHaveReasons() throws {
    let record = try Repository.text("\(Self.catalog)/Decisions/0006-dependencies.md").lowercased()
    let manifest = try Repository.text("Package.swift").split(separator: "\n")
    let urls = manifest.filter { $0.contains(".package(url:") }.compactMap {
      $0.split(separator: "\"").dropFirst().first
    }
    #expect(urls.count > 4)
    for url in urls {
      let name = String(url.split(separator: "/").last ?? "")
      let plain = name.split(separator: "-").joined()
      #expect(record.contains(name) || record.contains(plain), "\(name)")
    }
  }
}
