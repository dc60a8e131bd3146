import SkaldDiagnostics
import SkaldLanguage
import Testing

@testable import SkaldVerify

@Suite("A saga that random search came by")
struct FoundByChanceTests {
  @Test("raises no alarm any more", arguments: FoundByChance.allCases)
  func raisesNoAlarm(found: FoundByChance) async throws {
    let compilation = Compiler.compile([SourceText(path: "found.yaml", text: found.text)])
    #expect(compilation.diagnostics.filter { $0.severity != .note }.isEmpty, "\(compilation.diagnostics)")
    let program = try #require(compilation.sagas.last?.program)
    let report = await Verification(program, bounds: VerifyBounds(faults: 1)).run()
    #expect(report.words.isEmpty, "\(report.text())")
    #expect(report.isComplete)
    #expect(report.unreached.isEmpty)
  }

  @Test(
    "waits for a person where nobody knows whether what must not be repeated was done",
    arguments: [FoundByChance.unrepeatableAfterPivot, .unrepeatablePivot])
  func waitsForPerson(found: FoundByChance) async throws {
    let compilation = Compiler.compile([SourceText(path: "found.yaml", text: found.text)])
    let program = try #require(compilation.sagas.last?.program)
    let report = await Verification(program, bounds: VerifyBounds(faults: 1)).run()
    #expect(report.ends.contains { ($0.status, $0.code, $0.step) == ("stuck", "unknown_outcome", "print") })
  }
}
