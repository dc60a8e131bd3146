import CEL
import SkaldValue
import Testing

@Suite("Fields, lists and maps")
struct DataTests {
  static let input: [String: JSON] = [
    "input": [
      "orderId": 4711, "note": nil, "price": 2.5, "address": ["city": "Bonn"], "two words": true,
      "items": [["sku": "a", "count": 1], ["sku": "b", "count": 3]],
    ],
    "charge": [:],
  ]

  @Test(
    "a missing field is an error, `has` asks",
    arguments: [
      Example("input.orderId", "4711"),
      Example("input.address.city", #""Bonn""#),
      Example("input.address", #"{"city": "Bonn"}"#),
      Example("input['orderId']", "4711"),
      Example("input.`two words`", "true"),
      Example("input.items[1].sku", #""b""#),
      Example("input.items[-1]", "! missing field"),
      Example("input.items[2]", "! missing field"),
      Example("input.items['a']", "! no overload"),
      Example("input.missing", "! missing field"),
      Example("input.orderId.x", "! no overload"),
      Example("input.note.x", "! no overload"),
      Example("has(input.note)", "true"),
      Example("has(input.missing)", "false"),
      Example("has(input.missing.x)", "! missing field"),
      Example("has(input.orderId.x)", "! no overload"),
      Example("has(charge.paymentId) ? charge.paymentId : 'none'", #""none""#),
      Example("has(charge.paymentId) && charge.paymentId == 'p'", "false"),
      Example("other", "! unbound name"),
      Example("other.field", "! unbound name"),
      Example("input[null]", "! no overload"),
      Example("{'a': 1}.a", "1"),
      Example("{1: 'a'}[1u]", #""a""#),
      Example("{true: 1}[false]", "! missing field"),
      Example("{'a': 1, 'a': 2}", "! duplicate key"),
      Example("{1: 1, 1u: 2}", "! duplicate key"),
      Example("{1.5: 1}", "! no overload"),
      Example("{null: 1}", "! no overload"),
      Example("[1, 2,]", "[1, 2]"),
    ])
  func fields(example: Example) {
    #expect(result(example.source, Self.input) == example.expected)
  }

  @Test(
    "macros walk in the order of the data",
    arguments: [
      Example("input.items.map(i, i.sku)", #"["a", "b"]"#),
      Example("input.items.map(i, i.count > 1, i.sku)", #"["b"]"#),
      Example("input.items.filter(i, i.count < 3).size()", "1"),
      Example("input.items.all(i, i.count > 0)", "true"),
      Example("input.items.exists(i, i.count > 3)", "false"),
      Example("input.items.exists(i, i.nothing || i.count == 3)", "true"),
      Example("input.items.exists_one(i, i.count > 1)", "true"),
      Example("input.items.existsOne(i, i.nothing)", "! missing field"),
      Example("input.items.all(i, i.nothing == 1)", "! missing field"),
      Example("{'b': 1, 'a': 2}.map(k, k)", #"["b", "a"]"#),
      Example("['x', 'y'].transformList(i, v, string(i) + v)", #"["0x", "1y"]"#),
      Example("['x', 'y'].transformMap(i, v, i > 0, v)", #"{1: "y"}"#),
      Example("{'b': 1, 'a': 2}.transformMap(k, v, v * 2)", #"{"b": 2, "a": 4}"#),
      Example("{'b': 1, 'a': 2}.exists(k, v, k == 'a' && v == 2)", "true"),
      Example("[1, 2].all(i, v, v == i + 1)", "true"),
      Example("[[1], [2]].map(a, a.map(b, b + size(a)))", "[[2], [3]]"),
      Example("[1].map(input, input)", "[1]"),
      Example("[1].map(x, .input.orderId + x)", "[4712]"),
      Example("cel.bind(x, 2, cel.bind(y, x + 1, x * y))", "6"),
      Example("cel.bind(x, 1, [2].map(x, x))[0]", "2"),
      Example("3.map(x, x)", "! no overload"),
      Example("[1].filter(x, x)", "! no overload"),
    ])
  func macros(example: Example) {
    #expect(result(example.source, Self.input) == example.expected)
  }

  @Test("a table with many entries finds what a small one finds")
  func manyEntries() {
    let map = "{" + (0..<40).map { "\($0): 'v\($0)'" }.joined(separator: ", ") + "}"
    #expect(result("\(map)[39u]") == #""v39""#)
    #expect(result("\(map)[40]") == "! missing field")
    #expect(result("\(map) == \(map)") == "true")
  }
}
