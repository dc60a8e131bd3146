import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldValue

extension ChoreographyText {
  /// What stands before the participants.
  static func head(
    _ deriver: FlowDeriver, _ names: FlowNames, named name: String, use: [String], start: Int
  ) -> [String] {
    let saga = deriver.saga
    var lines = notes(on: saga)
    lines += ["skald: 1", "choreography: \(name)", "version: \(saga.version)"]
    lines.append("about: What the saga \(saga.name) does, with nobody in charge.")
    if !use.isEmpty { lines.append("use: [\(use.map { YAMLText.plain($0) }.joined(separator: ", "))]") }
    lines += ["", "key: \(deriver.key)", "starts: \(names.links[start].name)", "ends:"]
    if let completed = deriver.completed { lines.append("  completed: \(names.links[completed].name)") }
    if let compensated = deriver.compensated { lines.append("  compensated: \(names.links[compensated].name)") }
    lines += deadline(saga) + defaults(saga) + entities(saga, names)
    return lines + [""]
  }

  /// What differs from the saga, said where everybody reads it.
  private static func notes(on saga: BoundSaga) -> [String] {
    var lines = [
      "# Derived from the saga \(saga.name). A call that is never answered raises an incident here, where the saga would",
      "# give up and compensate; nobody cancels a flow.",
    ]
    if saga.syntax.output != nil { lines.append("# A flow has no output: that of the saga is left out.") }
    if saga.syntax.outcome.stuck != nil { lines.append("# The outcome `stuck` is left out: incidents tell of it.") }
    let checks = saga.calls.contains { $0.call.check != nil || $0.call.syntax.onUnknown != nil }
    if checks { lines.append("# `check` and `onUnknown` are left out: an operator decides what became of a call.") }
    if saga.allSteps.contains(where: { $0.wait?.timeout != nil }) {
      lines.append("# The `timeout` of a `wait` is left out: `deadline` reports a flow as overdue.")
    }
    return lines
  }

  /// The deadline of the saga; where it has none, what its waits bear together, since nobody else would tell that what
  /// they wait for never came.
  private static func deadline(_ saga: BoundSaga) -> [String] {
    if let deadline = saga.syntax.deadline?.value { return ["deadline: \(deadline.text)   # watched, not enforced"] }
    let waits = saga.allSteps.compactMap { $0.wait?.timeout }
    guard !waits.isEmpty else { return [] }
    let sum = Milliseconds(waits.reduce(0) { $0 + $1.count })
    return ["deadline: \(sum.text)   # what the waits of the saga bear together; watched, not enforced"]
  }

  private static func defaults(_ saga: BoundSaga) -> [String] {
    let defaults = saga.syntax.defaults
    var lines: [String] = []
    if let timeout = defaults.timeout { lines.append("  timeout: \(timeout.value.text)") }
    switch defaults.retry {
    case .named(let name)?: lines.append("  retry: \(name.value)")
    case .inline?:
      if let call = saga.calls.first(where: { $0.call.position == .beforePivot && $0.call.syntax.retry == nil }) {
        lines.append("  retry: \(call.call.policy.retry.written)")
      }
    case nil: break
    }
    if let ttl = defaults.keyTTL { lines.append("  idempotency: { ttl: \(ttl.value.text) }") }
    return lines.isEmpty ? [] : ["", "defaults:"] + lines
  }

  private static func entities(_ saga: BoundSaga, _ names: FlowNames) -> [String] {
    guard !saga.entities.isEmpty else { return [] }
    return ["", "entity:"]
      + saga.entities.map { entity in
        let key = entity.key?.template.map { names.reading.rewritten($0) { name in names.start(name) } }
        return "  \(entity.name): \(YAMLText.block(key ?? .null))"
      }
  }

  // MARK: Contracts

  /// The contracts of the events that the saga did without; empty where there are none.
  static func contracts(_ deriver: FlowDeriver, _ names: FlowNames, used: Set<Int>) -> [String] {
    var lines: [String] = []
    for (index, link) in names.links.enumerated() where link.isDerived && used.contains(index) {
      var facts = ["topic: \(deriver.saga.name)", "key: \(names.key)", "data: \(data(of: index, deriver, names))"]
      if link.isRequest { facts.append("external: true") }
      if index == deriver.completed || index == deriver.compensated { facts.append("public: true") }
      lines.append("  \(link.name): { \(facts.joined(separator: ", ")) }")
    }
    guard !lines.isEmpty else { return [] }
    return ["---", "# The events by which the participants tell each other what the saga knew by itself.", "skald: 1"]
      + ["", "events:"] + lines
  }

  private static func data(of link: Int, _ deriver: FlowDeriver, _ names: FlowNames) -> String {
    let input = deriver.saga.input
    if names.links[link].isRequest {
      return YAMLText.fields(input.fields.map { ($0.name, $0.schema, $0.isOptional) })
    }
    var fields: [(name: String, schema: Schema, isOptional: Bool)] = [
      (names.key, input.field(names.key)?.schema ?? .any, false)
    ]
    for value in names.carried.needed[link] {
      let (schema, isOptional) = names.schema(of: value)
      fields.append(
        (names.field(value, in: link), schema, isOptional || names.carried.isOptional(value, in: link)))
    }
    return YAMLText.fields(fields)
  }
}

extension FlowNames {
  /// A name where only the start of the flow is known.
  fileprivate func start(_ name: DerivedName) -> String {
    switch name {
    case .key: "start.\(key)"
    case .input(let field): NameForm.isReadable(field) ? "start.\(field)" : "start.`\(field)`"
    case .value, .same, .unknown: "start"
    }
  }
}
