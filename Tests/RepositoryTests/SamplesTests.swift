import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("The sample sagas")
struct SamplesTests {
  @Test("nothing is found in them, and each saga has a program")
  func samplesAreClean() throws {
    let files = try Repository.files(below: "sagas", ending: ".yaml")
    let sources = files.map { SourceText(path: $0.path, text: $0.text) }
    let compilation = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true)
    for finding in compilation.diagnostics where finding.severity != .note {
      Issue.record("\(finding.code): \(finding.message) in \(finding.file)")
    }
    #expect(!compilation.sagas.isEmpty)
    #expect(compilation.sagas.allSatisfy { $0.program != nil })
  }
}
