import Foundation
import SkaldValue
import Testing

@Suite("The reports of skald lint")
struct LintReportTests {
  static let broken = """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge }
      - { step: ship, call: delivery.request, timeot: 5s, pivot: true }

    """

  @Test("as SARIF, with the rules that found something")
  func sarif() throws {
    let run = try CommandRun(["lint", "-", "--format", "sarif"], input: Self.broken)
    #expect(run.code == 1)
    let log = try run.json
    #expect(log["version"] == "2.1.0")
    let first = log["runs"]?.array?.first
    let results = first?["results"]?.array ?? []
    let codes = Set(results.compactMap { $0["ruleId"]?.string })
    #expect(codes.contains("SK101"))
    let rules = first?["tool"]?["driver"]?["rules"]?.array ?? []
    #expect(Set(rules.compactMap { $0["id"]?.string }) == codes)
    #expect(rules.allSatisfy { $0["help"]?["text"]?.string?.isEmpty == false })
    for result in results {
      let index = Int(result["ruleIndex"]?.int ?? -1)
      #expect(rules.indices.contains(index) && rules[index]["id"] == result["ruleId"])
      #expect(result["partialFingerprints"]?["skald/v1"]?.string?.count == 32)
    }
  }

  @Test("as commands of a GitHub workflow")
  func gitHub() throws {
    let run = try CommandRun(["lint", "-", "--format", "github"], input: Self.broken)
    #expect(run.code == 1)
    #expect(
      run.out.contains("::error file=<stdin>,line=5,col=43,endLine=5,endColumn=49,title=SK101 unknown-key::"))
  }

  @Test("of clean sagas say nothing but that", arguments: ["sarif", "github", "concise", "text"])
  func clean(format: String) throws {
    let run = try CommandRun(["lint", "sagas", "--format", format])
    #expect(run.code == 0)
    if format == "sarif" {
      #expect(try run.json["runs"]?.array?.first?["results"] == [])
    } else {
      #expect(run.out.isEmpty)
    }
  }

  @Test("every rule that is listed has a page")
  func pages() throws {
    let list = try CommandRun(["explain"]).out.split(separator: "\n").dropFirst()
    #expect(list.count > 20)
    for line in list {
      let code = String(line.prefix { $0 != " " })
      let page = try CommandRun(["explain", code])
      #expect(page.code == 0)
      #expect(page.out.hasPrefix(code) && page.out.contains("Wrong:") && page.out.contains("Right:"), "\(code)")
    }
  }
}
