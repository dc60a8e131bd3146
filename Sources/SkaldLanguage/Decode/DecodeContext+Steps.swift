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
    guard let written = mapping(node, for: "steps") else { return nil }
    guard let (kind, key) = kind(of: written) else {
      reportKindless(written)
      return unread(written, keyword: Located("step", at: written.place))
    }
    let fields = checked(written, kind.keys, where: (key.value, kind.keyword))
    let name = kind.keys.has("step") ? text(fields["step"], for: "step") : nil
    if let name { checkStepName(name) }
    let keyword = Located(kind.keyword, at: key.range)
    guard fields[kind.keyword] != nil, let body = kind.decode(fields, &self) else {
      return unread(fields, keyword: keyword)
    }
    return StepSyntax(
      name: name ?? body.ownName, keyword: keyword, body: body, range: node.range, keys: fields.keys)
  }

  /// A step that cannot be read keeps its name, so that what reads its result is no second finding.
  private mutating func unread(_ fields: Fields, keyword: Located<String>) -> StepSyntax {
    hasGaps = true
    let name = fields["step"].flatMap { node in node.text.map { Located($0, at: node.range) } }
    return StepSyntax(
      name: name, keyword: keyword, body: UnreadStep(), range: fields.node.range, keys: fields.keys)
  }

  /// The kind that a key names, or else the one that a key means which no kind has.
  private func kind(of fields: Fields) -> (StepKind, Located<String>)? {
    for key in fields.keys {
      if let kind = StepCatalog.all.first(where: { $0.keyword == key.value }) { return (kind, key) }
    }
    guard let stranger = stranger(in: fields),
      let meant = nearest(stranger.value, among: StepCatalog.all.map { $0.keyword })
    else { return nil }
    return StepCatalog.all.first { $0.keyword == meant }.map { ($0, stranger) }
  }

  /// The first key that no kind of step has.
  private func stranger(in fields: Fields) -> Located<String>? {
    fields.keys.first { key in !StepCatalog.all.contains { $0.keys.has(key.value) } }
  }

  /// A step without a kind: an unknown keyword, or none at all.
  private mutating func reportKindless(_ fields: Fields) {
    let list = StepCatalog.all.map { $0.keyword }.joined(separator: ", ")
    guard let stranger = stranger(in: fields) else {
      report("SK104", "a step needs one of \(list)", at: fields.place)
      return
    }
    report(
      "SK101", "unknown key `\(stranger.value)` in a step: expected one of \(list)", at: stranger.range)
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
