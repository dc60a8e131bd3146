import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Effects on the paths that are followed, and on those that the machine takes")
struct ExplorationPlayTests {
  static let playsMax: UInt64 = 60_000

  @Test(
    "what is told to be left behind is what the machine leaves behind",
    arguments: Array(UInt64(0)..<28) + [32, 84, 509])
  func same(_ seed: UInt64) throws {
    let text = RandomSaga.text(seed: seed)
    let compilation = Compiler.compile([SourceText(path: "a.saga.yaml", text: text)])
    let saga = try #require(compilation.project.sagas.first)
    let program = try #require(Lowerer.lower(saga)?.program)
    let exploration = Exploration(of: program, effects: EffectCoverage(of: program))
    let told = Set(exploration.leaks.map { $0.title })

    var left: Set<String> = []
    for number in 0..<Self.playsMax where left != told || number < 50 {
      left.formUnion(EffectPlay.leaks(of: program, seed: number))
    }

    #expect(exploration.isComplete)
    #expect(told == left, "\(text)")
  }
}
