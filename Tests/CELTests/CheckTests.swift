import CEL
import SkaldValue
import Testing

@Suite("Checking")
struct CheckTests {
  static let address = CELType.object(ObjectType([.init("city", .string), .init("zip", .string, isOptional: true)]))
  static let input = CELType.object(
    ObjectType([
      .init("orderId", .int), .init("price", .double), .init("note", .string, isOptional: true),
      .init("vip", .bool), .init("address", address, isOptional: true), .init("tags", .list(.string)),
      .init("items", .list(.object(ObjectType([.init("sku", .string), .init("count", .int, isOptional: true)])))),
      .init("placedAt", .timestamp), .init("anything", .dyn),
    ]))
  static let environment: TypeEnvironment = [
    "input": input, "charge": .object(ObjectType([.init("paymentId", .string)], isClosed: false)),
    "prices": .map(.string, .int),
  ]

  @Test(
    "the type of a sound expression",
    arguments: [
      Example("input.orderId + 1", "int"), Example("'order-' + string(input.orderId)", "string"),
      Example("input.price > 10", "bool"), Example("input.orderId == 1.0", "bool"), Example("input.tags[0]", "string"),
      Example("input.items.map(i, i.sku)", "list(string)"),
      Example("input.items.filter(i, has(i.count))", "list({sku: string, count?: int})"),
      Example("input.items.filter(i, has(i.count) && i.count > 1).size()", "int"),
      Example("input.items.map(i, has(i.count), i.count)", "list(int)"),
      Example("has(input.note) ? input.note : ''", "string"), Example("has(input.note) && input.note != ''", "bool"),
      Example("!has(input.note) || input.note != ''", "bool"), Example("!has(input.note) ? '' : input.note", "string"),
      Example("'note' in input && input.note == 'a'", "bool"),
      Example("has(input.address) && has(input.address.zip) ? input.address.zip : null", "any"),
      Example("has(input.address) ? input.address.city : 'none'", "string"),
      Example("has(input.note) ? (input.vip ? input.note : 'b') : 'c'", "string"),
      Example("input.placedAt + duration('1h')", "timestamp"), Example("input.placedAt - input.placedAt", "duration"),
      Example("input.placedAt.getHours('UTC')", "int"), Example("input.anything.what.ever + 1", "int"),
      Example("charge.undeclared", "any"), Example("charge.paymentId", "string"),
      Example("prices['a'] + prices.b", "int"),
      Example("prices.transformMap(k, v, v > 1)", "map(string, bool)"),
      Example("input.tags.transformList(i, t, i)", "list(int)"),
      Example("[1, 'a']", "list(any)"), Example("{'a': 1}", "map(string, int)"), Example("[]", "list(any)"),
      Example("math.greatest(1, 2)", "int"), Example("math.greatest(1, 2.0)", "any"), Example("type(1) == int", "bool"),
      Example("cel.bind(x, input.orderId, x + 1)", "int"), Example("input.vip ? null : 1", "any"),
      Example("input.vip == null", "bool"), Example("dyn(1) + 'a'", "string"), Example("input.tags + []", "list(any)"),
    ])
  func types(example: Example) throws {
    let result = try Expression(parsing: example.source).check(Self.environment)
    #expect(result.issues.map(\.message) == [])
    #expect(result.type.description == example.expected)
  }

  @Test(
    "a fault is told at its place, with the way out",
    arguments: [
      ("⟦inptu⟧.orderId", "there is no `inptu` here; did you mean `input`"),
      ("⟦now()⟧ > input.placedAt", "there is no function `now`"),
      ("⟦'a'.lowerAsci()⟧", "there is no function `lowerAsci`; did you mean `lowerAscii`"),
      ("⟦startsWith('a', 'b')⟧", "there is no function `startsWith`; it is called as `x.startsWith()`"),
      ("⟦input.orderID⟧ + 1", "there is no field `orderID`; did you mean `orderId`"),
      ("has(⟦input.missing⟧)", "there is no field `missing`"),
      ("1 + ⟦input.note⟧.size()", "the field `note` may be absent; ask with `has(input.note)`"),
      (
        "has(input.address) ? ⟦input.address.zip⟧ : ''",
        "the field `zip` may be absent; ask with `has(input.address.zip)`"
      ),
      ("has(input.note) || ⟦input.note⟧ == ''", "the field `note` may be absent; ask with `has(input.note)`"),
      ("has(input.note) ? '' : ⟦input.note⟧", "the field `note` may be absent; ask with `has(input.note)`"),
      ("input.items.map(i, ⟦i.count⟧)", "the field `count` may be absent; ask with `has(i.count)`"),
      ("⟦'order-' + input.orderId⟧", "`+` does not take string and int; convert one with `string()`"),
      ("⟦input.price * 2⟧", "`*` does not take double and int; convert one with `double()` or `int()`"),
      ("⟦input.orderId == 'a'⟧", "`==` does not take int and string"),
      ("⟦input.tags < input.tags⟧", "`<` does not take list(string) and list(string)"),
      ("⟦1 in input.tags⟧", "`in` does not take int and list(string)"),
      ("⟦input.orderId⟧ && input.vip", "`&&` needs bool, found int"),
      ("!⟦input.note⟧", "the field `note` may be absent; ask with `has(input.note)`"),
      ("⟦input.orderId⟧ ? 1 : 2", "`?` needs bool, found int"),
      ("input.vip ? 1 : ⟦'a'⟧", "both values of `? :` have one type, found int and string"),
      ("⟦size(input.orderId)⟧", "size() takes (string) or (bytes) or (list(any)) or (map(any, any)), found (int)"),
      ("⟦-input.tags⟧", "`-` needs int or double, found list(string)"),
      ("input.tags[⟦'a'⟧]", "a list is indexed by int, found string"),
      ("prices[⟦1⟧]", "the keys of this map are of type string, found int"),
      ("⟦input.orderId.x⟧", "a value of type int has no fields"),
      ("⟦input.orderId⟧.map(x, x)", "a macro walks over a list or a map, found int"),
      ("input.tags.all(t, ⟦t⟧)", "the condition of a macro needs bool, found string"),
      ("'a'.matches(⟦'('⟧)", "the pattern has a `(` without its `)`"),
      ("{⟦1.5⟧: 1}", "a key is a string, an int, a uint or a bool, found double"),
    ])
  func faults(marked: String, message: String) throws {
    let marked = Marked(marked)
    let issues = try Expression(parsing: marked.source).check(Self.environment).issues
    #expect(issues.map(\.message).contains(message))
    #expect(issues.first { $0.message == message }?.range == marked.range)
  }

  @Test("all faults are told at once, each once")
  func all() throws {
    let source = "inptu.a + 1 > 2 && input.orderID == 'x' && input.note == 3"
    let issues = try Expression(parsing: source).check(Self.environment).issues
    #expect(
      issues.map(\.kind) == [
        .unknownName(name: "inptu", suggestion: "input"), .unknownField(field: "orderID", suggestion: "orderId"),
        .optionalField(name: "note"), .noOverload,
      ])
  }

  @Test("an environment keeps its names in order")
  func environmentOrder() {
    var environment: TypeEnvironment = ["b": .int, "a": .int, "c": .int]
    environment["a"] = nil
    environment["b"] = .string
    #expect(environment.names == ["b", "c"])
    #expect(environment["b"] == .string)
  }
}
