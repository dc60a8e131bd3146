import Foundation
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The catalog of the rules")
struct RulesCatalogTests {
  static let package = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
  static let folder = package.appendingPathComponent("Sources/SkaldLanguage/Rules")

  @Test("every file of the folder is a line of the catalog")
  func files() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".swift") && $0 != "RuleCatalog.swift" }.map { String($0.dropLast(6)) }
    let types = RuleCatalog.all.map { String(describing: type(of: $0)) }
    #expect(names.sorted() == types.sorted())
  }

  @Test("codes rise, and names are unique words joined by dashes")
  func names() {
    let codes = RuleCatalog.all.map { $0.code }
    #expect(codes == codes.sorted())
    #expect(Set(codes).count == codes.count)
    #expect(Set(RuleCatalog.all.map { $0.name }).count == codes.count)
    for rule in RuleCatalog.all {
      #expect(rule.name.allSatisfy { $0.isLowercase || $0 == "-" }, "\(rule.name)")
      #expect(!rule.summary.hasSuffix("."), "\(rule.code)")
      #expect(rule.finds.hasSuffix("."), "\(rule.code)")
      #expect(rule.matters.hasSuffix("."), "\(rule.code)")
    }
  }

  @Test(
    "a rule is found by its code and by its name",
    arguments: ["SK502", "sk502", "undo-reads-own-result", "Undo-Reads-Own-Result"])
  func lookup(_ word: String) throws {
    let rule = try #require(RuleCatalog.rule(word))
    #expect(rule.code == "SK502")
  }

  @Test("there is no rule of an unknown code")
  func unknown() {
    #expect(RuleCatalog.rule("SK999") == nil)
    #expect(RuleCatalog.rule("") == nil)
  }

  @Test("the reference in the documentation is that of the catalog")
  func reference() throws {
    let file = Self.package.appendingPathComponent("Sources/SkaldLanguage/SkaldLanguage.docc/Rules.md")
    if ProcessInfo.processInfo.environment["SKALD_RECORD"] == "1" {
      try Data(RulePage.reference.utf8).write(to: file)
    }
    let written = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(written == RulePage.reference, "record it anew with SKALD_RECORD=1")
  }

  @Test("the page of a rule says what it finds, why, what is wrong, what is right, and how to allow it")
  func page() throws {
    let rule = try #require(RuleCatalog.rule("SK403"))
    #expect(
      RulePage.text(rule) == """
        SK403 idle-condition (warning)
        a condition that decides nothing: always the same, or asked by an earlier case

        A condition of a case or a step that comes to the same whatever the values are,
        and a case whose condition an earlier case has.

        Why: One of the ways is never taken, although somebody wrote it to be taken.

        Wrong:

          skald: 1
          saga: pay
          steps:
            - { step: greet, call: desk.greet, if: 1 < 2, compensate: desk.ungreet }
                                                   ^^^^^

        Right:

          skald: 1
          saga: pay
          input: { vip: bool }
          steps:
            - { step: greet, call: desk.greet, if: input.vip, compensate: desk.ungreet }

        To allow it in one place, at its line or above:

          # skald:allow idle-condition -- the reason

        """)
  }

  @Test("a rule without which there is no program does not say how to allow it")
  func notAllowable() throws {
    let rule = try #require(RuleCatalog.rule("SK101"))
    #expect(!RulePage.text(rule).contains("skald:allow"))
    #expect(!RulePage.markdown(rule).contains("skald:allow"))
  }
}
