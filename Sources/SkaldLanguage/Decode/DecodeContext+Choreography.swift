import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func choreography(_ root: YAMLNode) -> ChoreographySyntax? {
    guard let fields = fields(root, KeyCatalog.choreography, for: "choreography"), let key = fields.key("choreography")
    else { return nil }
    let name = text(fields["choreography"], for: "choreography") ?? Located("", at: key.range)
    if !name.value.isEmpty { checkName(name, .dashed, of: "a choreography") }
    var flow = ChoreographySyntax(name: name, range: SourceRange(start: key.range.start, end: name.range.end))
    flow.version = integer(fields["version"], atLeast: 1, for: "version")
    _ = text(fields["about"], for: "about")
    flow.use = texts(fields["use"], for: "use", allowsOne: true)
    flow.hasBrokenUse = flow.use.count < fields["use"].map { $0.items?.count ?? 1 } ?? 0
    flow.key = text(fields["key"], for: "key")
    flow.starts = text(fields["starts"], for: "starts")
    if let node = fields["ends"], let ends = self.fields(node, KeyCatalog.ends, for: "ends") {
      flow.completed = text(ends["completed"], for: "completed")
      flow.compensated = text(ends["compensated"], for: "compensated")
    }
    flow.deadline = duration(fields["deadline"], for: "deadline")
    flow.defaults = defaults(fields["defaults"])
    flow.entities = fieldValues(fields["entity"], for: "entity")
    each(fields["participants"], for: "participants") { context, entry in
      flow.participants.append(context.participant(entry))
    }
    flow.labels = labels(fields["labels"])
    return flow
  }

  private mutating func participant(_ entry: YAMLEntry) -> ParticipantSyntax {
    let name = name(of: entry.key)
    checkName(name, .dashed, of: "a participant")
    guard let items = entry.value.items else {
      reportWrong(entry.value, expected: "a list of reactions", for: name.value)
      return ParticipantSyntax(name: name, reactions: [])
    }
    var reactions: [ReactionSyntax] = []
    for item in items {
      if let reaction = reaction(item) { reactions.append(reaction) }
    }
    return ParticipantSyntax(name: name, reactions: reactions)
  }

  private mutating func reaction(_ node: YAMLNode) -> ReactionSyntax? {
    guard let fields = fields(node, KeyCatalog.reaction, for: "participants") else { return nil }
    var reaction = ReactionSyntax(keys: fields.keys, range: node.range)
    (reaction.events, reaction.needsAll) = trigger(fields["when"])
    reaction.condition = condition(fields["if"], for: "if")
    reaction.state = moves(fields["state"], allowsArrow: false)
    reaction.emits = emissions(fields["emits"], for: "emits")
    reaction.call = call(fields, reaction)
    reaction.refused = refused(fields)
    reaction.undoes = operation(fields["undoes"], for: "undoes")
    checkCallKeys(fields)
    return reaction
  }

  /// The value of `when`: an event, one of several, or `{ all: […] }`.
  private mutating func trigger(_ node: YAMLNode?) -> (events: [Located<String>], needsAll: Bool) {
    guard let node else { return ([], false) }
    guard node.entries != nil else { return (texts(node, for: "when", allowsOne: true), false) }
    guard let fields = fields(node, KeyCatalog.allEvents, for: "when") else { return ([], true) }
    return (texts(fields["all"], for: "all"), true)
  }

  private mutating func call(_ fields: Fields, _ reaction: ReactionSyntax) -> CallStep? {
    guard let node = fields["call"] else { return nil }
    return CallStep(
      operation: operation(node, for: "call") ?? Located("", at: node.range),
      arguments: fieldValues(fields["with"], for: "with"), timeout: duration(fields["timeout"], for: "timeout"),
      retry: retry(fields["retry"]), idempotencyKey: fields["idempotencyKey"].map { value($0) },
      state: reaction.state, emits: reaction.emits, pivot: bool(fields["pivot"], for: "pivot"), catches: [],
      condition: reaction.condition)
  }

  private mutating func refused(_ fields: Fields) -> EmissionSyntax? {
    guard let node = fields["refused"] else { return nil }
    let emissions = emissions(node, for: "refused")
    if emissions.count != 1, !emissions.isEmpty { reportWrong(node, expected: "one event", for: "refused") }
    return emissions.first
  }

  /// SK101: keys that speak of a call where none is made.
  private mutating func checkCallKeys(_ fields: Fields) {
    guard fields["call"] == nil, fields.key("call") == nil else { return }
    for key in ["with", "idempotencyKey", "timeout", "retry", "pivot", "undoes", "refused"] {
      guard let place = fields.key(key) else { continue }
      report("SK101", "`\(key)` goes with `call` alone", at: place.range)
    }
    if fields["state"] == nil, fields["emits"] == nil, fields.key("state") == nil, fields.key("emits") == nil {
      report("SK104", "a reaction needs `call`, `state` or `emits`", at: fields.place)
    }
  }
}
