import CEL
import SkaldValue
import Testing

@Suite("The runner of conformance cases")
struct ConformanceTests {
  static func run(_ expression: String, _ expect: JSON, check: Bool = true, _ bindings: JSON = [:]) throws -> String? {
    let json: JSON = [
      "file": "own", "section": "runner", "name": "case", "expr": .string(expression), "bindings": bindings,
      "disable_check": .bool(!check), "expect": expect,
    ]
    return try ConformanceCase(json).run()
  }

  @Test(
    "a case passes where value and type agree",
    arguments: [
      ("1 + 1", ["value": ["int": "2"]]), ("2u", ["value": ["uint": "2"]]), ("0.0 / 0.0", ["value": ["double": "nan"]]),
      ("'a'", ["value": ["string": "a"]]), ("b'ab'", ["value": ["bytes": "YWI="]]), ("null", ["value": ["null": nil]]),
      ("[1]", ["value": ["list": [["int": "1"]]]]), ("int", ["value": ["type": "int"]]),
      (
        "{'b': 1, 'a': true}",
        ["value": ["map": [[["string": "a"], ["bool": true]], [["string": "b"], ["int": "1"]]]]]
      ),
      ("duration('1s')", ["value": ["duration": "1s"]]), ("1 / 0", ["error": "whatever"]), ("1 +", ["error": "parse"]),
    ] as [(String, JSON)])
  func passing(expression: String, expect: JSON) throws {
    #expect(try Self.run(expression, expect) == nil)
  }

  @Test("a case that fails says how")
  func failing() throws {
    #expect(try Self.run("1", ["value": ["uint": "1"]]) == "expected 1u, found 1")
    #expect(try Self.run("1", ["error": "x"]) == "expected an error, found 1")
    #expect(try Self.run("-0.0", ["value": ["double": "0.0"]]) != nil)
    #expect(try Self.run("1 / 0", ["value": ["int": "1"]])?.contains("evaluation: division by zero") == true)
  }

  @Test("a case is checked with the types of its bindings, unless it says not to be")
  func checking() throws {
    let bindings: JSON = ["x": ["string": "a"]]
    #expect(try Self.run("x + 1", ["value": ["int": "1"]], bindings)?.contains("check: `+` does not take") == true)
    #expect(try Self.run("true || 1", ["value": ["bool": true]], check: false) == nil)
    #expect(try Self.run("true || 1", ["value": ["bool": true]]) != nil)
  }

  @Test("what is not a case is refused")
  func malformed() {
    #expect(throws: ConformanceError.self) { try ConformanceCase(["file": "a"]) }
    #expect(throws: ConformanceError.self) { try Self.run("1", ["value": ["complex": "1"]]) }
  }
}
