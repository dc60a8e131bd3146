package import JSONSchema
import CEL
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// `each: name` with `in` and `steps`: does the same for every item of a list.
package struct EachStep: StepBody {
  /// How many items run at a time where nothing is written: enough to hide latency, few enough to spare a service.
  static let atMostDefault = 10

  /// The name of the whole.
  package let name: Located<String>
  /// The list.
  package let list: ExpressionSyntax
  /// What tells an item from the others; nil where its place does.
  package var key: ExpressionSyntax?
  /// How many items run at a time.
  package var atMost: Located<Int>?
  /// What is done for each.
  package let steps: [StepSyntax]

  /// The steps for an item.
  package var children: [[StepSyntax]] { [steps] }
  /// The whole is named by its own key.
  package var ownName: Located<String>? { name }
}

extension EachStep {
  static let kind = StepKind(keyword: "each", keys: keys) { fields, context in EachStep(fields, &context) }

  static let keys = KeyTable(
    "an each",
    [
      .required("each", "the name of the whole", .name(.identifier)), .required("in", "the list", .expression),
      .required("steps", "what is done for each item", .steps),
      .optional("atMost", "how many items run at a time", .integer(atLeast: 1)),
      .optional("key", "what tells an item from the others", .expression),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let name = context.text(fields["each"], for: "each") else { return nil }
    context.checkStepName(name)
    self.name = name
    key = context.condition(fields["key"], for: "key")
    atMost = context.integer(fields["atMost"], atLeast: 1, for: "atMost")
    steps = context.steps(fields["steps"], for: "steps")
    guard let list = context.condition(fields["in"], for: "in") else { return nil }
    self.list = list
  }
}

/// A loop over a list, with its names resolved.
package struct BoundEach: BoundBody {
  /// As it is written.
  package let syntax: EachStep
  /// The shape of an item; nil where nothing is known of it.
  package let element: Schema?
  /// What is done for each item.
  package let body: BoundBranch

  /// The steps for an item.
  package var branches: [BoundBranch] { [body] }
  /// How many items run at a time.
  package var atMost: Int { syntax.atMost?.value ?? EachStep.atMostDefault }
}

extension EachStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(name, orNamed: "each")
    let before = binder.flow
    binder.note(
      list, expected: .list(.any), purpose: "the list of an `each`",
      at: .init(place: .items, step: name, scope: before.scope))
    let (element, type) = item(in: before.scope)
    var inner = before
    inner.scope.addRoot("item", type)
    inner.scope.addRoot("index", .int)
    if let key {
      binder.note(
        key, expected: nil, purpose: "the key of an item", at: .init(place: .itemKey, step: name, scope: inner.scope))
    }
    binder.enclosing.append(name)
    var body = binder.bind(steps, from: inner, as: .body)
    binder.enclosing.removeLast()
    let exit = binder.flow
    body = BoundBranch(entry: .body, steps: body.steps, leadsOn: exit.isAlive)
    var after = before
    after.scope.addOutput(name, schema: Self.result(of: body.steps, in: exit.scope))
    after.hasPivot = exit.hasPivot
    binder.flow = after
    return BoundStep(
      id: id, name: name, syntax: step, body: BoundEach(syntax: self, element: element, body: body),
      position: binder.position(before), isReachable: before.isAlive)
  }

  /// The shape and the type of an item.
  private func item(in scope: Scope) -> (schema: Schema?, type: CELType) {
    if let path = list.parsed?.selectPath, case .list(let element)? = scope.schema(at: path)?.shorthand {
      return (element, CELType(element))
    }
    guard case .list(let type)? = list.parsed?.check(scope.environment).type else { return (nil, .dyn) }
    return (Schema(type), type)
  }

  /// What the loop finds: for each item a map of what its steps found.
  private static func result(of steps: [BoundStep], in scope: Scope) -> Schema {
    var fields: [ObjectSchema.Field] = []
    for name in names(of: steps) {
      let output = scope.output(of: name)
      fields.append(
        .init(name: name, schema: output?.schema ?? .any, isOptional: output?.presence != .certain))
    }
    return .list(.object(ObjectSchema(fields: fields, isClosed: true)))
  }

  private static func names(of steps: [BoundStep]) -> [String] {
    steps.flatMap { step -> [String] in
      let own =
        (step.body as? BoundSet)?.assignments.map { $0.syntax.name.value } ?? (step.id == nil ? [] : [step.name])
      // What the items of a list inside found belongs to that list.
      return own + (step.body is BoundEach ? [] : step.body.branches.flatMap { names(of: $0.steps) })
    }
  }
}

extension BoundEach {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id), let list = lowerer.expression(syntax.list) else {
      return lowerer.giveUp()
    }
    let entry = lowerer.reserve()
    let region = lowerer.region("", body.steps, entry: entry)
    let items = Fork.Items(
      list: list, key: lowerer.expression(syntax.key), atMost: atMost, element: element ?? .any)
    lowerer.emit(
      Node(.fork(Fork(step: id, body: .items(region, items))), next: next), at: node, from: step.place)
    lowerer.lower(region: body.steps, entry: entry, of: step)
  }
}
