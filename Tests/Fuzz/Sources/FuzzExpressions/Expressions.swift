import CEL
import FuzzSupport
import SkaldValue

/// How long an evaluation may take here: the limit on its steps promises ten milliseconds, and the fuzzer's counters
/// take the rest.
private let budgetMilliseconds = 100

/// An expression: parsed, checked against types, and evaluated within the limits of Skald.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: unsafe bytes(start, count), as: UTF8.self)
  do throws(ParseError) {
    let expression = try Expression(parsing: text)
    let issues = expression.check(environment).issues
    for issue in issues { check(issue.range, text, issue.message) }
    evaluate(expression)
  } catch {
    check(error.range, text, error.message)
  }
  return 0
}

private func evaluate(_ expression: Expression) {
  let time = milliseconds {
    do throws(EvaluationError) { _ = try expression.evaluate(values).json() } catch {
      check(error.range, expression.source, error.message)
    }
  }
  expect(time <= budgetMilliseconds, "the evaluation took \(time) ms")
}

private func check(_ range: Range<Int>, _ text: String, _ message: String) {
  let count = text.utf8.count
  expect(range.lowerBound >= 0 && range.upperBound <= count, "`\(message)` is at \(range) of \(count)")
}

private let values: [String: Value] = {
  let words = (0..<200).map { JSON.string("word \($0)") }
  let input: JSON = [
    "orderId": 42, "amount": 12.5, "vip": true, "note": nil, "name": "Ærø ‑ 日本", "words": .array(words),
    "lines": [["sku": "a", "count": 2], ["sku": "b", "count": 3]],
  ]
  return [
    "input": Value(input), "s": .string(String(repeating: "abc ", count: 1000)), "n": .int(.min), "u": .uint(.max),
    "d": .double(-0.5), "b": .bytes(Array(0...255)), "l": Value(.array(words)),
  ]
}()

private let environment: TypeEnvironment = [
  "input": .dyn, "s": .string, "n": .int, "u": .uint, "d": .double, "b": .bytes, "l": .list(.string),
]
