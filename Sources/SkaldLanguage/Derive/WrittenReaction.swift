import JSONSchema
import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// A reaction in the words of a choreography, for events that come alone, or for some that come together.
struct WrittenReaction {
  let names: FlowNames
  let reaction: DerivedReaction
  /// The events.
  let events: [Int]
  /// Whether all of them must come.
  let needsAll: Bool
  /// The link with which a flow begins.
  let start: Int
  private(set) var problems: [DerivationProblem] = []
  private(set) var condition: String?
  private(set) var arguments: [(name: String, value: JSON)] = []
  private(set) var idempotencyKey: JSON?
  private(set) var emits: [(event: String, fields: [(name: String, value: JSON)])] = []
  private(set) var refused: (event: String, fields: [(name: String, value: JSON)])?

  init(_ reaction: DerivedReaction, events: [Int], needsAll: Bool, start: Int, _ names: FlowNames) {
    self.names = names
    self.reaction = reaction
    self.events = events
    self.needsAll = needsAll
    self.start = start
    write()
  }

  private mutating func write() {
    condition = reaction.condition.map { text(of: $0) }
    for argument in reaction.arguments {
      guard let template = argument.template else { continue }
      let value = rewritten(template)
      if argument.mayBeMissing {
        leaveOut(argument.name, value, found: byName(argument.name, .argument))
      } else {
        arguments.append((argument.name, value))
      }
    }
    idempotencyKey = reaction.idempotencyKey.map { rewritten($0) }
    for emission in reaction.emits {
      if let bound = emission.bound, let event = bound.event {
        emits.append((event.name, fields(of: bound)))
      } else if let link = emission.link, names.links[link].isDerived {
        emits.append((names.links[link].name, fields(of: link, .success)))
      }
    }
    refused = reaction.refused.map { (names.links[$0].name, fields(of: $0, .refusal)) }
    checkNames()
  }

  /// Of events that come together, the first one with a field counts.
  private mutating func checkNames() {
    guard needsAll else { return }
    let handedOn = reaction.outcomes.flatMap { names.carried.needed[$0.link] }
    for value in reaction.values(names.reading) + handedOn {
      guard let link = names.carried.carrier(of: value, among: events) else { continue }
      let name = names.field(value, in: link)
      guard let first = events.first(where: { names.fields(of: $0).contains(name) }), first != link else { continue }
      let both = "`\(names.links[first].name)` and `\(names.links[link].name)`"
      report("`\(name)` is a field of \(both), which come together: the one of the second could not be read")
    }
  }

  // MARK: Fields

  /// Where a field is looked for by its name.
  private enum Search {
    case argument, success, refusal
  }

  private mutating func fields(of emission: BoundEmission) -> [(name: String, value: JSON)] {
    var fields: [(name: String, value: JSON)] = []
    for field in emission.fields {
      guard let template = field.template else { continue }
      let value = rewritten(template, isEmission: true)
      let found = byName(field.name, .success)
      if found == value { continue }
      if field.mayBeMissing { leaveOut(field.name, value, found: found) } else { fields.append((field.name, value)) }
    }
    return fields
  }

  private mutating func fields(of link: Int, _ search: Search) -> [(name: String, value: JSON)] {
    var fields: [(name: String, value: JSON)] = []
    let key = JSON.string("${event.\(names.key)}")
    if byName(names.key, search) != key { fields.append((names.key, key)) }
    for value in names.carried.needed[link] {
      let name = names.field(value, in: link)
      let written = text(of: value, search)
      let found = byName(name, search)
      if found == written { continue }
      if names.carried.isOptional(value, in: link) || names.schema(of: value).isOptional {
        leaveOut(name, written, found: found)
      } else {
        fields.append((name, written))
      }
    }
    return fields
  }

  /// A value that may be missing must be found by name, so that it is left out where it is.
  private mutating func leaveOut(_ name: String, _ value: JSON, found: JSON?) {
    guard found != value else { return }
    report("`\(name)` may be missing here, and could not be handed on under one name")
  }

  /// The value of a carried field of an event.
  private func text(of value: DerivedValue, _ search: Search) -> JSON {
    let own = CarriedValues.own(reaction, isRefused: search == .refusal)
    guard own.contains(value.origin) else { return .string("${\(reference(to: value))}") }
    guard value.origin == .failure else { return .string("${\(ownName(value))}") }
    if let failure = reaction.failure {
      switch value.field {
      case "message": return failure.message.map { rewritten($0) } ?? .string("")
      case "step": return .string(failure.step)
      default: return .string(failure.code)
      }
    }
    return value.field == "step" ? .string(reaction.step ?? "") : .string("${error.\(value.field ?? "code")}")
  }

  /// The result of the reaction's own call.
  private func ownName(_ value: DerivedValue) -> String {
    let action = reaction.operation?.name.action ?? ""
    return action + (value.field.map { NameForm.isReadable($0) ? ".\($0)" : ".`\($0)`" } ?? "")
  }

  /// What a field is filled with where nothing is written.
  private func byName(_ name: String, _ search: Search) -> JSON? {
    if search == .refusal, name == "reason" { return .string("${error.code}") }
    if search == .success, let output = reaction.operation?.output?.object?.field(name) {
      return .string("${\(ownName(DerivedValue(origin: .step(""), field: output.name)))}")
    }
    if search != .argument, let argument = arguments.first(where: { $0.name == name }) { return argument.value }
    if events.contains(where: { names.fields(of: $0).contains(name) }) { return .string("${event.\(name)}") }
    if names.fields(of: start).contains(name) { return .string("${start.\(name)}") }
    return nil
  }

  // MARK: Expressions

  private func rewritten(_ value: Template, isEmission: Bool = false) -> JSON {
    names.reading.rewritten(value) { text(of: $0, isEmission: isEmission) }
  }

  private func text(of condition: DerivedReaction.Condition) -> String {
    var parts = condition.excluded.map { "!(\(names.reading.text($0) { text(of: $0, isEmission: false) }))" }
    if let required = condition.required {
      let written = names.reading.text(required) { text(of: $0, isEmission: false) }
      parts.append(parts.isEmpty ? written : "(\(written))")
    }
    return parts.isEmpty ? "true" : parts.joined(separator: " && ")
  }

  private func text(of name: DerivedName, isEmission: Bool) -> String {
    switch name {
    case .key: return "event.\(names.key)"
    case .input(let field):
      let path = NameForm.isReadable(field) ? field : "`\(field)`"
      return events == [start] ? "event.\(path)" : "start.\(path)"
    case .value(let value):
      let isOwn = isEmission && CarriedValues.own(reaction, isRefused: false).contains(value.origin)
      return isOwn ? ownName(value) : reference(to: value)
    case .same, .unknown: return "event"
    }
  }

  /// A value as the events carry it that bring the reaction about.
  private func reference(to value: DerivedValue) -> String {
    let link = names.carried.carrier(of: value, among: events)
    return "event.\(link.map { names.field(value, in: $0) } ?? value.field ?? "")"
  }

  private mutating func report(_ message: String) {
    problems.append(DerivationProblem(message: message, help: nil, range: reaction.range))
  }
}
