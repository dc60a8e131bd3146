import Foundation
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Spoiled definitions")
struct MutationTests {
  /// What is spoiled: the last file of each project.
  static let projects: [[SourceText]] =
    samples
    + (RulesExampleTests.accepting + RulesExampleTests.rejecting).map {
      [SourceText(path: "a.saga.yaml", text: MarkedExample($0.text).text)]
    }

  private static let samples: [[SourceText]] = [
    ["contracts.yaml", "place-order.saga.yaml"], ["contracts.yaml", "place-order.choreography.yaml"],
    ["contracts.yaml", "place-order.saga.yaml", "place-order.test.yaml"],
  ].compactMap { try? $0.map { try PlaceOrderTests.sample($0) } }

  @Test("whatever is changed, findings have places, and a saga without errors has a program", arguments: 1...20)
  func spoiled(seed: Int) async {
    var mutator = Mutator(seed: seed)
    for turn in 0..<100 {
      // Every fourth time it is one of the large ones.
      let number =
        turn % 4 == 0 ? turn / 4 % Self.samples.count : Int.random(in: Self.projects.indices, using: &mutator)
      var sources = Self.projects[number]
      let last = sources.removeLast()
      sources.append(SourceText(path: last.path, text: mutator.spoiled(last.text)))
      await Self.check(sources)
    }
  }

  /// What fuzzers start from, and what they found.
  static let fuzzed = URL(filePath: #filePath).appending(path: "../../Fuzz/Corpus/FrontEnd").standardized
  static let inputs = (try? FileManager.default.contentsOfDirectory(atPath: fuzzed.path).sorted()) ?? []

  @Test("what fuzzers found stays mended", arguments: inputs)
  func found(input: String) async throws {
    let bytes = try Data(contentsOf: Self.fuzzed.appending(path: input))
    await Self.check([SourceText(path: "a.saga.yaml", bytes: Array(bytes))])
  }

  /// Compiles twice, in two ways.
  static func check(_ sources: [SourceText]) async {
    let compilation = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true)
    let again = await Compiler.findInParallel(sources, projectFolder: "sagas", isWholeProject: true)
    let text = Comment(rawValue: sources.last?.text ?? "")

    #expect(compilation.diagnostics == again.diagnostics, text)
    if !compilation.hasErrors {
      let twice = Compiler.compile(sources, projectFolder: "sagas", isWholeProject: true)
      #expect(compilation.sagas.map { $0.program?.hash } == twice.sagas.map { $0.program?.hash }, text)
    }
    #expect(compilation.hasErrors || compilation.sagas.allSatisfy { $0.program != nil }, text)
    #expect(compilation.diagnostics.filter { !isInside($0, sources) } == [], text)
    for file in Dictionary(grouping: DiagnosticList(compilation.diagnostics).shown, by: { $0.file }).values {
      #expect(file.count <= DiagnosticList.limitPerFile, text)
    }
  }

  /// Whether every place that a finding names lies in a file.
  private static func isInside(_ finding: Diagnostic, _ sources: [SourceText]) -> Bool {
    let own = [finding.range] + finding.fix.map { $0.range }
    let places = own.map { (finding.file, $0) } + finding.related.map { ($0.file, $0.range) }
    return places.allSatisfy { file, range in
      sources.contains { $0.path == file && range.start >= 0 && range.end <= $0.bytes.count }
    }
  }

  @Test("there is something to spoil")
  func found() {
    #expect(Self.projects.count > 100)
    #expect(Self.samples.map { $0.count } == [2, 2, 3])
    #expect(Self.inputs.count > 2)
  }
}
