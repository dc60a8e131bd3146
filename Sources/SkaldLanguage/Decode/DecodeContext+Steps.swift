import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  /// A list of steps; a step that cannot be read does not hide the others.
  mutating func steps(_ node: YAMLNode?, for key: String) -> [StepSyntax] {
    guard let node else { return [] }
    guard let items = node.items else {
      reportWrong(node, expected: "a list of steps", for: key)
      return []
    }
    if items.isEmpty { report("SK103", "`\(key)` holds at least one step", at: node.range) }
    var steps: [StepSyntax] = []
    for item in items {
      if let step = step(item) { steps.append(step) }
    }
    return steps
  }

  private mutating func step(_ node: YAMLNode) -> StepSyntax? {
    guard let fields = mapping(node, for: "steps") else { return nil }
    guard let (kind, key) = kind(of: fields) else {
      reportKindless(fields)
      return nil
    }
    check(fields, kind.keys)
    let name = kind.keys.has("step") ? text(fields["step"], for: "step") : nil
    if let name { checkStepName(name) }
    guard fields[kind.keyword] != nil, let body = kind.decode(fields, &self) else { return nil }
    return StepSyntax(
      name: name ?? body.ownName, keyword: Located(kind.keyword, at: key.range), body: body, range: node.range,
      keys: fields.keys)
  }

  private func kind(of fields: Fields) -> (StepKind, YAMLNode)? {
    for entry in fields.entries {
      if let kind = StepCatalog.all.first(where: { $0.keyword == entry.key.text }) { return (kind, entry.key) }
    }
    return nil
  }

  /// A step without a kind: a mistyped keyword, or none at all.
  private mutating func reportKindless(_ fields: Fields) {
    let keywords = StepCatalog.all.map { $0.keyword }
    let list = keywords.joined(separator: ", ")
    let stranger = fields.entries.first { entry in !StepCatalog.all.contains { $0.keys.has(entry.key.text ?? "") } }
    guard let stranger else {
      report("SK104", "a step needs one of \(list)", at: fields.place)
      return
    }
    let name = stranger.key.text ?? ""
    let near = nearest(name, among: keywords)
    report(
      "SK101", "unknown key `\(name)` in a step: expected one of \(list)", at: stranger.key.range,
      help: near.map { "did you mean `\($0)`?" }, fix: near)
  }

  /// The value of `catch`: an alternative for each refusal code.
  mutating func catches(_ node: YAMLNode?) -> [CatchSyntax] {
    var catches: [CatchSyntax] = []
    each(node, for: "catch") { context, entry in
      let code = context.name(of: entry.key)
      context.checkName(code, .word, of: "a refusal code")
      guard let fields = context.fields(entry.value, KeyCatalog.alternative, for: code.value) else { return }
      if fields["steps"] == nil, fields["then"] == nil {
        context.report("SK104", "a `catch` entry needs `steps` or `then`", at: fields.place)
      }
      catches.append(
        CatchSyntax(
          code: code, steps: context.steps(fields["steps"], for: "steps"),
          then: context.word(fields["then"], among: CatchSyntax.Then.allCases, for: "then")))
    }
    return catches
  }
}
