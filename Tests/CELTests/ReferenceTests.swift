import CEL
import Testing

@Suite("References")
struct ReferenceTests {
  /// The references as text: a star is one that is guarded.
  static func references(_ source: String) throws -> [String] {
    try Expression(parsing: source).references.map { reference in
      ([reference.root] + reference.path).joined(separator: ".") + (reference.isGuarded ? "*" : "")
    }
  }

  @Test(
    "every variable is found, with what guards it",
    arguments: [
      ("input.orderId + 1", ["input.orderId"]),
      ("charge", ["charge"]),
      ("size(charge) > 0 && start.key == 'a'", ["charge", "start.key"]),
      ("has(charge.paymentId)", ["charge.paymentId*"]),
      ("has(charge.card.brand)", ["charge.card", "charge.card.brand*"]),
      ("has(a.b) ? a.b : 0", ["a.b*", "a.b*"]),
      ("has(a.b) ? 0 : a.b", ["a.b*", "a.b"]),
      ("!has(a.b) ? 0 : a.b", ["a.b*", "a.b*"]),
      ("has(a.b) && a.b > 1", ["a.b*", "a.b*"]),
      ("a.b > 1 && has(a.b)", ["a.b*", "a.b*"]),
      ("!has(a.b) || a.b > 1", ["a.b*", "a.b*"]),
      ("has(a.b) || a.b > 1", ["a.b*", "a.b"]),
      ("has(a.b) && a.c > 1", ["a.b*", "a.c"]),
      ("has(a.b) && a.b.c > 1", ["a.b*", "a.b.c"]),
      ("has(a.b) && has(c.d) ? a.b + c.d : 0", ["a.b*", "c.d*", "a.b*", "c.d*"]),
      ("has(a.b) || has(c.d) ? a.b : 0", ["a.b*", "c.d*", "a.b"]),
      ("has(a.b) ? 1 : has(c.d) ? c.d : a.b", ["a.b*", "c.d*", "c.d*", "a.b"]),
      ("'b' in a ? a.b : 0", ["a", "a.b*"]),
      ("a['b'] + a[0].c", ["a.b", "a"]),
      ("items.map(i, i.sku + input.x)", ["items", "input.x"]),
      ("items.map(i, has(input.x), input.x)", ["items", "input.x*", "input.x*"]),
      ("cel.bind(x, a.b, x + c.d)", ["a.b", "c.d"]),
      ("x.map(x, x)", ["x"]),
      ("[1].map(x, .x)", ["x"]),
      ("math.greatest(a.b, 1)", ["a.b"]),
      ("a.b.startsWith('x')", ["a.b"]),
      ("type(a) == int", ["a", "int"]),
    ])
  func references(source: String, expected: [String]) throws {
    #expect(try Self.references(source) == expected)
  }

  @Test("a reference spans its variable and fields")
  func ranges() throws {
    let reference = try #require(try Expression(parsing: "'é' + input.order.id").references.first)
    #expect(reference.range == 7..<21)
  }
}
