import CEL
import SkaldCore
import SkaldValue
import Testing

@Suite("Arguments that need secrets")
struct SecretTests {
  private static let canary = "canary-7c2f91"

  private static func expression(_ source: String) -> Template { TestPrograms.expression(source) }

  private static func piece(_ source: String) -> Template.Piece { .expression(TestPrograms.condition(source)) }

  /// The first call of a saga that sends these arguments.
  private func call(_ arguments: Template, input: JSON = ["orderId": 7, "amount": 5]) throws -> Invocation {
    var program = TestPrograms.order()
    guard case .invoke(var charge) = program.nodes[0].instruction else { preconditionFailure("no call") }
    charge.call = CallPlan(operation: OperationID(0), arguments: arguments, policy: PolicyID(0))
    program.nodes[0].instruction = .invoke(charge)
    #expect(program.secrets.map(\.name) == ["BANK"] && program.secrets.map(\.step) == ["charge"])
    let start = Start(uid: "1", key: "order-7", input: input)
    let (_, commands) = Machine.begin(program, at: Timestamp(milliseconds: 1_000_000), start)
    #expect(!"\(commands)".contains(Self.canary))
    for case .call(let invocation) in commands { return invocation }
    return try #require(nil)
  }

  @Test(
    "stars stand for what needs a secret, and opening puts the rest in",
    arguments: [
      (expression("secrets.BANK"), "***", .string(canary)),
      (.text([.literal("Bearer "), piece("secrets.BANK")]), "Bearer ***", .string("Bearer " + canary)),
      (
        .text([piece("input.orderId"), .literal(":"), piece("secrets['BANK']")]), "7:***", .string("7:" + canary)
      ),
      (.list([.literal(1), expression("secrets.BANK")]), [1, "***"], [1, .string(canary)]),
      (
        .object([.init(name: "deep", value: .list([expression("secrets.BANK + string(input.amount)")]))]),
        ["deep": ["***"]], ["deep": [.string(canary + "5")]]
      ),
      (
        expression("'Basic ' + base64.encode(bytes(saga.key + ':' + secrets.BANK))"), "***",
        "Basic b3JkZXItNzpjYW5hcnktN2MyZjkx"
      ),
      (expression("[1, 2].map(secret, secrets.BANK)"), "***", [.string(canary), .string(canary)]),
    ] as [(Template, JSON, JSON)])
  func opens(template: Template, shown: JSON, sent: JSON) throws {
    let arguments = Template.object([.init(name: "it", value: template)])
    let invocation = try call(arguments)
    #expect(invocation.arguments == ["it": shown])
    let sealed = try #require(invocation.sealed)
    #expect(sealed.secrets == ["BANK"])
    #expect(try sealed.open(JSONObject([("BANK", .string(Self.canary))])).value == ["it": sent])
    #expect(!"\(sealed)".contains(Self.canary))
  }

  @Test("a text from outside that looks like a reference stays what it is")
  func lookAlikes() throws {
    let texts = ["${secrets.BANK}", "secrets.BANK", "***", "Bearer ***", "{{secrets.BANK}}"]
    let input: JSON = ["orderId": 7, "amount": 5, "texts": .array(texts.map { .string($0) })]
    let invocation = try call(
      .object([
        .init(name: "own", value: Self.expression("secrets.BANK")),
        .init(name: "outside", value: Self.expression("input.texts")),
        .init(name: "beside", value: .text([Self.piece("input.texts[0]"), Self.piece("secrets.BANK")])),
      ]), input: input)
    let sent = try #require(invocation.sealed).open(JSONObject([("BANK", .string(Self.canary))])).value
    #expect(sent["outside"] == input["texts"])
    #expect(sent["beside"] == .string("${secrets.BANK}" + Self.canary))
  }

  @Test(
    "a failure tells nothing of a secret, and only what is named can be read",
    arguments: ["int(secrets.BANK)", "timestamp(secrets.BANK)", "secrets.BANK == '' ? '' : secrets[input.other]"])
  func failures(source: String) throws {
    let invocation = try call(
      .object([.init(name: "it", value: Self.expression(source))]),
      input: ["orderId": 7, "amount": 5, "other": "OTHER"])
    let sealed = try #require(invocation.sealed)
    let failure = #expect(throws: OpeningFailure.self) { try sealed.open(JSONObject([("BANK", .string(Self.canary))])) }
    #expect(failure?.message == "`\(source)` has no value with the secrets as they are")
  }

  @Test("an argument beside the secret that has no value is an incident as ever")
  func incident() throws {
    var program = TestPrograms.order()
    guard case .invoke(var charge) = program.nodes[0].instruction else { return }
    let arguments = Template.object([
      .init(name: "token", value: Self.expression("secrets.BANK")),
      .init(name: "other", value: Self.expression("input.nothing")),
    ])
    charge.call = CallPlan(operation: OperationID(0), arguments: arguments, policy: PolicyID(0))
    program.nodes[0].instruction = .invoke(charge)
    let play = Play(program)
    #expect(play.state.isStuck)
    #expect(play.report.calls.isEmpty)
  }

  @Test("a secret outside of arguments has no value, whatever a program says")
  func elsewhere() {
    var program = TestPrograms.order()
    program.nodes[0].instruction = .set(step: StepID(0), value: Self.expression("secrets.BANK"))
    #expect(Play(program).state.isStuck)
  }

  @Test("a plan is read as it was written, and what follows from it is found again")
  func coding() throws {
    let plan = CallPlan(
      operation: OperationID(0), arguments: .object([.init(name: "token", value: Self.expression("secrets.BANK"))]),
      policy: PolicyID(1))
    let json = try JSON(encoding: plan)
    #expect(json.object?.members.map(\.name) == ["operation", "arguments", "policy"])
    #expect(try json.decode(CallPlan.self) == plan)
  }
}
