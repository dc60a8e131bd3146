import CEL
import SkaldValue
import Testing

@Suite("Limits")
struct LimitTests {
  static let variables: [String: JSON] = [
    "long": .string(String(repeating: "ab", count: 60_000)),
    "list": .array((0..<20_000).map { .int($0) }),
    "nested": .array(Array(repeating: .array(Array(repeating: .int(1), count: 300)), count: 300)),
    "data": ["nested": .array(Array(repeating: .array(Array(repeating: .int(1), count: 300)), count: 300))],
    "short": .array((0..<200).map { .int($0) }),
    "map": .object(JSONObject((0..<2000).map { ("k\($0)", .int(Int64($0))) })),
  ]

  @Test(
    "an expression that would work for long is ended",
    arguments: [
      "list.all(x, x >= 0)", "list.exists(x, 1 / 0 > x)", "true || list.all(x, true) || list.all(x, true)",
      "list.all(x, true) || true", "short.all(a, short.all(b, a + b >= 0))", "nested == nested",
      "short.all(x, data.nested.size() > 0)", "map.all(k, map[k] >= 0)", "short.all(x, long.contains('ba'))",
      "short.map(x, long.reverse())", "short.map(x, long.split('b'))", "long.replace('', '-')",
      "short.all(x, long in map)", "short.all(x, {long: x}.size() == 1)", "short.all(x, long == long)",
      "short.map(x, '%.100f'.format([1e-300])).map(x, '%.100f'.format([1e-300])).map(x, '%s'.format([short]))",
    ])
  func costs(source: String) {
    let isEnded = result(source, Self.variables)
    #expect(isEnded == (source.hasPrefix("true ||") ? "true" : "! cost exceeded"))
  }

  @Test("a value is bounded, also one that holds a part many times")
  func size() {
    #expect(result("long + long", Self.variables).utf8.count == 240_002)
    #expect(result("long + long + long", Self.variables) == "! limit exceeded")
    #expect(result("[long, long, long]", Self.variables) == "! limit exceeded")
    let shared = (0..<8).reduce("[1]") { inner, _ in "cel.bind(v, \(inner), [v, v, v, v, v, v, v, v])" }
    #expect(result(shared) == "! limit exceeded")
    #expect(result("'%s'.format([\(shared)])") == "! cost exceeded")
    #expect(result("\(shared) == \(shared)") == "! cost exceeded")
  }

  @Test("limits can be set for one evaluation")
  func ownLimits() {
    #expect(result("1 + 2 + 3", limits: Limits(costMax: 3, depthMax: 10, outputBytesMax: 10)) == "! cost exceeded")
    #expect(result("1 + 2 + 3", limits: Limits(costMax: 5, depthMax: 10, outputBytesMax: 10)) == "6")
    #expect(result("[[[1]]]", limits: Limits(costMax: 9, depthMax: 3, outputBytesMax: 99)) == "! limit exceeded")
    #expect(result("'abcdefghij'", limits: Limits(costMax: 9, depthMax: 3, outputBytesMax: 5)) == "! limit exceeded")
    #expect(result("1", limits: Limits(costMax: .max, depthMax: .max, outputBytesMax: .max)) == "1")
  }
}
