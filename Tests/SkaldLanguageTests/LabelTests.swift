import SkaldCore
import SkaldDiagnostics
import Testing

@testable import SkaldLanguage

@Suite("Labels of definitions")
struct LabelTests {
  private static func compile(_ labels: String) -> Compilation {
    let text = """
      skald: 1
      saga: pay
      labels: \(labels)
      input: { orderId: int }
      steps:
        - { step: charge, call: payment.charge, pivot: true }
      """
    return Compiler.compile([SourceText(path: "a.saga.yaml", text: text)])
  }

  @Test(
    "a list gives names, a map names with values",
    arguments: [
      ("[urgent, b2b]", ["b2b=", "urgent="]),
      ("{ team: payments, tier: 1, urgent: }", ["team=payments", "tier=1", "urgent="]),
    ])
  func reads(text: String, labels: [String]) throws {
    let program = try #require(Self.compile(text).sagas[0].program)
    #expect(program.tuning.labels?.map { "\($0.name)=\($0.value)" } == labels)
    // They are no part of the identity.
    #expect(program.hash == Self.compile("[x]").sagas[0].program?.hash)
  }

  @Test(
    "an expression, a wrong name and too many are errors",
    arguments: [
      #"{ customer: "${input.orderId}" }"#, "[Team]", "{ a b: x }", "[[x]]",
      "[\((0...32).map { "l\($0)" }.joined(separator: ", "))]",
    ])
  func refuses(text: String) {
    let found = Self.compile(text)
    #expect(found.hasErrors)
    #expect(found.sagas.first?.program == nil)
  }
}
