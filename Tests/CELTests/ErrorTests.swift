import CEL
import SkaldValue
import Testing

@Suite("Failures")
struct ErrorTests {
  static func failure(_ source: String) throws -> EvaluationError? {
    let expression = try Expression(parsing: source)
    let variables: [String: Value] = ["input": Value(["amount": 1200, "name": "Ada Lovelace", "items": [1, 2]])]
    return #expect(throws: EvaluationError.self) { try expression.evaluate(variables) }
  }

  @Test(
    "a failure is told at its place",
    arguments: [
      ("1 + ⟦input.missing⟧", "there is no field `missing`"),
      ("[⟦other⟧]", "`other` has no value here"),
      ("⟦input.amount + input.name⟧ + 1", "`+` does not take int and string"),
      ("size(⟦input.name.substring(99)⟧)", "the position is outside of the text"),
      ("input.items[⟦'a'⟧]", "a list has no index of type string"),
      ("⟦nothing(1)⟧", "there is no function `nothing`"),
      ("!⟦input.name⟧", "`!` needs a bool, found string"),
      ("input.items.map(i, ⟦i / 0⟧)", "division by zero"),
      ("input.name.matches(⟦'['⟧)", "the pattern has a `[` without its `]`"),
    ])
  func places(marked: String, message: String) throws {
    let marked = Marked(marked)
    let error = try #require(try Self.failure(marked.source))
    #expect(error.message == message)
    #expect(error.range == marked.range)
  }

  @Test("a chain ends at the operand that failed")
  func chains() throws {
    let error = try #require(try Self.failure("10 / 2 / 0 / 5"))
    #expect(error.kind == .divisionByZero)
    #expect(error.range == 0..<10)
  }

  @Test("the value of each part is shown, apart from the message")
  func parts() throws {
    let error = try #require(try Self.failure("input.amount > 1000 && input.name + input.amount == 'x'"))
    let parts = error.parts.map { "\($0.text) = \($0.value)" }
    #expect(parts == ["input.amount > 1000 = true", "input.amount = 1200", #"input.name = "Ada Lovelace""#])
    #expect(!error.description.contains("Ada"))
  }

  @Test("a message never holds a value")
  func secrecy() throws {
    for source in ["int(input.name)", "timestamp(input.name)", "input[input.name]", "'a'.matches(input.name + '(')"] {
      let error = try #require(try Self.failure(source))
      #expect(!error.message.contains("Ada"))
    }
  }
}
