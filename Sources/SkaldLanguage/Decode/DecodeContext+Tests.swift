import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func tests(_ root: YAMLNode) -> TestsSyntax? {
    guard let fields = fields(root, KeyCatalog.tests, for: "tests"), let target = text(fields["tests"], for: "tests")
    else { return nil }
    var tests = TestsSyntax(target: target)
    _ = text(fields["about"], for: "about")
    for item in items(fields["cases"], of: "cases", for: "cases") {
      if let testCase = testCase(item) { tests.cases.append(testCase) }
    }
    return tests
  }

  /// The entries of a list.
  private mutating func items(_ node: YAMLNode?, of what: String, for key: String) -> [YAMLNode] {
    guard let node else { return [] }
    guard let items = node.items else {
      reportWrong(node, expected: "a list of \(what)", for: key)
      return []
    }
    return items
  }

  private mutating func testCase(_ node: YAMLNode) -> TestCaseSyntax? {
    guard let fields = fields(node, KeyCatalog.testCase, for: "cases") else { return nil }
    let name = text(fields["name"], for: "name") ?? Located("", at: fields.place)
    var testCase = TestCaseSyntax(name: name, keys: fields.keys)
    testCase.start = fields["start"].map { data($0) }
    for item in items(fields["events"], of: "events", for: "events") {
      if let arrival = arrival(item) { testCase.arrivals.append(arrival) }
    }
    each(fields["services"], for: "services") { context, entry in
      guard let operation = context.operation(entry.key, for: "services") else { return }
      let nodes = entry.value.items ?? [entry.value]
      testCase.scripts.append(.init(operation: operation, answers: nodes.compactMap { context.answer($0) }))
    }
    for item in items(fields["operator"], of: "acts", for: "operator") {
      if let time = cancel(item) { testCase.cancels.append(time) }
    }
    if let node = fields["crash"] {
      testCase.crashesEverywhere = node.text == "everywhere"
      if !testCase.crashesEverywhere { reportWord(node, among: ["everywhere"], for: "crash") }
    }
    if let node = fields["expect"] { testCase.expectation = expectation(node) }
    return testCase
  }

  /// A value of a test: it stands for itself, and holds no expressions.
  private func data(_ node: YAMLNode) -> ValueSyntax {
    switch node.kind {
    case .scalar(let scalar): .literal(Located(scalar.json, at: node.range))
    case .sequence(let items): .list(items.map { data($0) }, at: node.range)
    case .mapping(let entries):
      .object(entries.map { FieldSyntax(name: name(of: $0.key), value: data($0.value)) }, at: node.range)
    }
  }

  /// `{ EVENT: data, at: 10m }`.
  private mutating func arrival(_ node: YAMLNode) -> TestCaseSyntax.Arrival? {
    guard let fields = mapping(node, for: "events") else { return nil }
    let events = fields.entries.filter { $0.key.text != "at" }
    guard events.count == 1, let event = events.first else {
      reportWrong(node, expected: "one event with its data, such as { order.paid.v1: { orderId: 1 } }", for: "events")
      return nil
    }
    let empty = ValueSyntax.object([], at: event.key.range)
    return .init(
      event: name(of: event.key), data: event.value.isNull ? empty : data(event.value),
      at: duration(fields["at"], for: "at"))
  }

  private mutating func answer(_ node: YAMLNode) -> TestCaseSyntax.Answer? {
    guard let fields = fields(node, KeyCatalog.answer, for: "services") else { return nil }
    var answer = TestCaseSyntax.Answer()
    answer.result = fields["returns"].map { data($0) }
    answer.refusal = text(fields["refuses"], for: "refuses")
    answer.failures = integer(fields["fails"], atLeast: 1, for: "fails")
    answer.losses = integer(fields["times-out"], atLeast: 1, for: "times-out")
    answer.hangs = integer(fields["hangs"], atLeast: 1, for: "hangs")
    answer.delay = duration(fields["late"], for: "late")
    if answer.result != nil, let refusal = fields.key("refuses") {
      report("SK103", "an answer either `returns` or `refuses`", at: refusal.range)
    }
    return answer
  }

  private mutating func cancel(_ node: YAMLNode) -> Milliseconds? {
    guard let fields = fields(node, KeyCatalog.operatorAct, for: "operator") else { return nil }
    return duration(fields["at"], for: "at")?.value ?? Milliseconds(0)
  }

  private mutating func expectation(_ node: YAMLNode) -> ExpectationSyntax {
    var expectation = ExpectationSyntax()
    guard let fields = fields(node, KeyCatalog.expectation, for: "expect") else { return expectation }
    expectation.aspects = fields.keys
    expectation.outcome = word(fields["outcome"], among: ExpectationSyntax.Outcome.allCases, for: "outcome")
    expectation.calls = fields["calls"].map { node in texts(node, for: "calls").compactMap { expectedCall($0) } }
    each(fields["states"], for: "states") { context, entry in
      expectation.states.append((context.name(of: entry.key), context.texts(entry.value, for: "states")))
    }
    expectation.emits = fields["emits"].map { texts($0, for: "emits", allowsOne: true) }
    expectation.output = fields["output"].map { data($0) }
    expectation.failure = expectedFailure(fields["failure"])
    expectation.elapsed = duration(fields["elapsed"], for: "elapsed")
    each(fields["idempotencyKeys"], for: "idempotencyKeys") { context, entry in
      guard let operation = context.operation(entry.key, for: "idempotencyKeys") else { return }
      expectation.keys.append((operation, context.texts(entry.value, for: "idempotencyKeys", allowsOne: true)))
    }
    each(fields["effects"], for: "effects") { context, entry in
      guard let operation = context.operation(entry.key, for: "effects"),
        let count = context.integer(entry.value, atLeast: 0, for: operation.value)
      else { return }
      expectation.effects.append((operation, count.value))
    }
    return expectation
  }

  /// `service.action`, or `service.action x5`.
  private mutating func expectedCall(_ text: Located<String>) -> ExpectationSyntax.Call? {
    let parts = text.value.split(separator: " ").map(String.init)
    let count = parts.count == 1 ? 1 : parts.last.flatMap { $0.hasPrefix("x") ? Int($0.dropFirst()) : nil }
    guard let name = parts.first, parts.count <= 2, let count, count > 0 else {
      hasGaps = true
      report("SK103", "`calls` takes operations such as payment.charge, or payment.charge x3", at: text.range)
      return nil
    }
    return .init(operation: Located(name, at: text.range), count: count)
  }

  /// The code alone, or a map with the code, the step and the message.
  private mutating func expectedFailure(_ node: YAMLNode?) -> ExpectationSyntax.Failure? {
    guard let node else { return nil }
    guard node.entries != nil else { return .init(code: text(node, for: "failure")) }
    guard let fields = fields(node, KeyCatalog.failure, for: "failure") else { return nil }
    return .init(
      code: text(fields["code"], for: "code"), step: text(fields["step"], for: "step"),
      message: text(fields["message"], for: "message"))
  }
}
