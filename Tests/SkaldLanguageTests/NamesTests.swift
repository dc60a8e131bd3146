import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("Names and expressions")
struct NamesTests {
  static let contracts = """
    skald: 1
    services:
      pay: { charge: { in: { id: int }, out: { ref: string } }, refund: { in: { id: int } } }
    events:
      order.paid.v1: { key: id, data: { id: int, ref: string } }
    entities:
      order: { starts: NEW, states: { NEW: [PAID], PAID: [] } }
    retry:
      calm: { attempts: 2 }
    """

  @Test(
    "an unknown name is found at its place, with what was meant",
    arguments: [
      ("call: pay.chrage", "SK201 5:11", "did you mean `pay.charge`?"),
      ("call: pay.charge\n    emits: order.payed.v1", "SK201 6:12", "did you mean `order.paid.v1`?"),
      ("call: pay.charge\n    retry: calmer", "SK201 6:12", "did you mean `calm`?"),
      ("call: pay.charge\n    state: NEW -> PAYD", "SK201 6:19", "did you mean `PAID`?"),
      ("call: pay.charge\n    state: { ordr: PAID }", "SK201 6:14", "did you mean `order`?"),
      ("call: pay.charge\n    compensate: pay.refnd", "SK201 6:17", "did you mean `pay.refund`?"),
    ])
  func unknown(lines: String, place: String, help: String) throws {
    let files = Files([
      "a.yaml": """
      skald: 1
      saga: a
      steps:
        - step: b
          \(lines)
      use: c.yaml
      input: { id: int }
      entity: { order: "${input.id}" }
      """, "c.yaml": Self.contracts,
    ])
    #expect(files.findings.map { $0.description }.filter { !$0.hasPrefix("SK203") } == [place])
    #expect(files.compilation.diagnostics.first { $0.code == "SK201" }?.help == help)
  }

  @Test("a name that another file declares is advised to be imported")
  func unimported() throws {
    let files = Files([
      "a.yaml": "skald: 1\nsaga: a\nsteps:\n  - wait: order.paid.v1\n    timeout: 1h\n", "c.yaml": Self.contracts,
    ])
    let finding = try #require(files.compilation.diagnostics.first { $0.code == "SK201" && $0.severity == .error })
    #expect(finding.help == "it is declared in c.yaml: import that file with `use`")
  }

  @Test("a service that nobody declares is worth a note alone")
  func untyped() throws {
    let files = saga(
      "skald: 1\nsaga: a\ninput: { tripId: string }\nsteps: [ { step: b, call: flights.reserve, pivot: true } ]")
    #expect(files.findings == [])
    #expect(files.compilation.diagnostics.map { $0.severity } == [.note])
    let program = try #require(files.compilation.sagas.first?.program)
    #expect(try program.invoke("b").call.arguments.written == "{tripId: ${input.tripId}}")
    #expect(program.operations.first?.isDeclared == false)
  }

  @Test(
    "an import must be there and inside the project",
    arguments: [("none.yaml", "SK103 3:6"), ("../other.yaml", "SK103 3:6"), ("/etc/passwd", "SK103 3:6")])
  func imports(path: String, place: String) {
    let files = Files([
      "a.yaml": "skald: 1\nsaga: a\nuse: \(path)\nsteps:\n  - wait: order.paid.v1\n    timeout: 1h\n"
    ])
    #expect(files.findings.map { $0.description } == [place])
  }

  @Test(
    "an expression that does not parse is found at the character",
    arguments: [
      ("key: ${input.id +}", "SK300 3:18"), ("key: \"a-${input.id]}\"", "SK300 3:19"),
      ("key: \"${}\"", "SK300 3:9"), ("output: { a: \"${1 + }\" }", "SK300 3:20"),
    ])
  func syntax(line: String, place: String) {
    let files = saga("skald: 1\nsaga: a\n\(line)\ninput: { id: int }\nsteps: [ { step: b, call: p.c } ]")
    #expect(files.findings.map { $0.description } == [place])
  }

  @Test("a name with a dash that an expression reads is a fault")
  func dashed() throws {
    let files = saga(
      "skald: 1\nsaga: a\nsteps:\n  - { step: ship-it, call: p.c }\n  - { step: b, call: p.c, with: { x: \"${ship-it.ref}\" } }"
    )
    let finding = try #require(files.compilation.diagnostics.first { $0.code == "SK105" })
    #expect(files.finding(finding).place == "5:41")
    #expect(finding.fix.map { $0.text } == ["ship_it"])
  }
}
