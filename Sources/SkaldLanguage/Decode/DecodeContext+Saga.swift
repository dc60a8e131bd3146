import SkaldCore
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func saga(_ root: YAMLNode) -> SagaSyntax? {
    guard let fields = fields(root, KeyCatalog.saga, for: "saga"), let key = fields.key("saga") else { return nil }
    let name = text(fields["saga"], for: "saga") ?? Located("", at: key.range)
    if !name.value.isEmpty { checkName(name, .dashed, of: "a saga") }
    var saga = SagaSyntax(name: name, range: SourceRange(start: key.range.start, end: name.range.end))
    saga.version = integer(fields["version"], atLeast: 1, for: "version")
    _ = text(fields["about"], for: "about")
    saga.use = texts(fields["use"], for: "use", allowsOne: true)
    saga.hasBrokenUse = saga.use.count < fields["use"].map { $0.items?.count ?? 1 } ?? 0
    saga.startedBy = text(fields["startedBy"], for: "startedBy")
    saga.input = fieldTypes(fields["input"], for: "input", isClosed: true)
    saga.hasBrokenInput = saga.input == nil && fields["input"] != nil
    saga.key = fields["key"].map { value($0) }
    saga.deadline = duration(fields["deadline"], for: "deadline")
    saga.defaults = defaults(fields["defaults"])
    saga.entities = fieldValues(fields["entity"], for: "entity")
    saga.output = fields["output"].map { value($0) }
    saga.steps = steps(fields["steps"], for: "steps")
    saga.outcome = outcome(fields["outcome"])
    saga.labels = labels(fields["labels"])
    checkSize(of: &saga)
    return saga
  }

  /// How many steps a saga has at most: more cannot be read, and every instance carries a record of each.
  static let stepsMax = 1000

  private mutating func checkSize(of saga: inout SagaSyntax) {
    let steps = saga.steps.flatMap { $0.withChildren }
    let half = Self.stepsMax / 2
    guard steps.count > half else { return }
    guard steps.count > Self.stepsMax else {
      let message = "the saga has \(steps.count) of the \(Self.stepsMax) steps that one may have"
      return report(
        Diagnostic(
          code: "SK408", severity: .warning, message: message, file: source.path, range: steps[half].keyword.range,
          help: "make a part of it a saga of its own, which this one runs"))
    }
    report(
      "SK100", "a saga has at most \(Self.stepsMax) steps, this one has \(steps.count)",
      at: steps[Self.stepsMax].keyword.range)
    // What is bound for each step grows with the steps before it, so those past the limit are left.
    hasGaps = true
    var count = 0
    saga.steps = Array(
      saga.steps.prefix { step in
        count += step.withChildren.count
        return count <= Self.stepsMax
      })
  }

  /// Words to search by: a list of names, or names with values. They are literal: an expression would be a way out for
  /// what is in an input.
  mutating func labels(_ node: YAMLNode?) -> [Label] {
    guard let node else { return [] }
    var labels: [Label] = []
    for item in node.items ?? [] { add(item.text, "", at: item, to: &labels) }
    if node.items == nil, let fields = mapping(node, for: "labels") {
      for entry in fields.entries {
        add(entry.key.text, entry.value.isNull ? "" : entry.value.text, at: entry.value, to: &labels)
      }
    }
    if labels.count > Label.countMax { reportWrong(node, expected: "at most \(Label.countMax) labels", for: "labels") }
    return labels.sorted()
  }

  private mutating func add(_ name: String?, _ value: String?, at node: YAMLNode, to labels: inout [Label]) {
    guard let name, let value else { return reportWrong(node, expected: "a word", for: "labels") }
    guard !value.contains("${"), !name.contains("${") else {
      return reportWrong(node, expected: "a literal word, no expression", for: "labels")
    }
    guard let label = Label(name: name, value: value) else {
      return reportWrong(
        node, expected: "a name of small letters, digits, `.`, `_` and `-`, and a value of at most 256 bytes",
        for: "labels")
    }
    if !labels.contains(where: { $0.name == name }) { labels.append(label) }
  }

  mutating func defaults(_ node: YAMLNode?) -> DefaultsSyntax {
    var defaults = DefaultsSyntax()
    guard let node, let fields = fields(node, KeyCatalog.defaults, for: "defaults") else { return defaults }
    defaults.timeout = duration(fields["timeout"], for: "timeout")
    defaults.retry = retry(fields["retry"])
    if let node = fields["compensate"], let undo = self.fields(node, KeyCatalog.undoDefaults, for: "compensate") {
      defaults.undoRetry = retry(undo["retry"])
    }
    if let node = fields["idempotency"], let keys = self.fields(node, KeyCatalog.keyDefaults, for: "idempotency") {
      defaults.keyTTL = duration(keys["ttl"], for: "ttl", orForever: true)
    }
    return defaults
  }

  private mutating func outcome(_ node: YAMLNode?) -> OutcomeSyntax {
    var outcome = OutcomeSyntax()
    guard let node, let fields = fields(node, KeyCatalog.outcome, for: "outcome") else { return outcome }
    outcome.completed = effects("completed", of: fields)
    outcome.compensating = effects("compensating", of: fields)
    outcome.compensated = effects("compensated", of: fields)
    outcome.stuck = effects("stuck", of: fields)
    return outcome
  }

  private mutating func effects(_ key: String, of outcome: Fields) -> OutcomeSyntax.Effects? {
    guard let node = outcome[key], let place = outcome.key(key),
      let fields = fields(node, KeyCatalog.effects, for: key)
    else { return nil }
    return OutcomeSyntax.Effects(
      state: moves(fields["state"], allowsArrow: false), emits: emissions(fields["emits"], for: "emits"),
      range: place.range)
  }

  /// The value of `emits`: a name, a map of names to fields, or a list of both.
  mutating func emissions(_ node: YAMLNode?, for key: String) -> [EmissionSyntax] {
    guard let node else { return [] }
    switch node.kind {
    case .scalar:
      return text(node, for: key).map { [EmissionSyntax(event: $0, fields: [])] } ?? []
    case .sequence(let items):
      var emissions: [EmissionSyntax] = []
      for item in items {
        if item.items == nil {
          emissions += self.emissions(item, for: key)
        } else {
          reportWrong(item, expected: "an event, or an event with its fields", for: key)
        }
      }
      return emissions
    case .mapping(let entries):
      var emissions: [EmissionSyntax] = []
      for entry in entries {
        let fields = entry.value.isNull ? [] : fieldValues(entry.value, for: entry.key.text ?? key)
        emissions.append(EmissionSyntax(event: name(of: entry.key), fields: fields))
      }
      return emissions
    }
  }
}
