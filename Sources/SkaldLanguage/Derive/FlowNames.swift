import JSONSchema
import SkaldCore
import SkaldValue

/// What everything is called in a derived choreography: its events, and the fields that carry values.
struct FlowNames {
  private(set) var links: [DerivedLink]
  let carried: CarriedValues
  let reading: ExpressionReading
  private let saga: BoundSaga
  let key: String
  private var fields: [DerivedValue: String] = [:]

  init(_ deriver: FlowDeriver, _ carried: CarriedValues, _ reading: ExpressionReading) {
    links = deriver.links
    self.carried = carried
    self.reading = reading
    saga = deriver.saga
    key = deriver.key
    nameFields()
    for index in links.indices { name(index) }
  }

  /// The field under which an event carries a value.
  func field(_ value: DerivedValue, in link: Int) -> String {
    if let waiter = links[link].waiter, value.origin == .step(waiter), let field = value.field { return field }
    return fields[value] ?? value.field ?? "value"
  }

  /// The fields that an event has, as far as they are declared.
  func fields(of link: Int) -> [String] {
    if let event = links[link].existing?.event ?? links[link].outside { return event.data.fields.map { $0.name } }
    if links[link].isRequest { return saga.input.fields.map { $0.name } }
    return [key] + carried.needed[link].map { field($0, in: link) }
  }

  /// The shape of a value, and whether it may be missing where its origin is known.
  func schema(of value: DerivedValue) -> (schema: Schema, isOptional: Bool) {
    guard case .step(let name) = value.origin else { return (.string, false) }
    let step = saga.allSteps.first { $0.name == name }
    let whole = step?.call?.operation?.output ?? step?.wait?.event?.knownData
    guard let field = value.field else { return (whole ?? .any, false) }
    guard let declared = whole?.object?.field(field) else { return (.any, false) }
    return (declared.schema, declared.isOptional)
  }

  // MARK: Fields

  private mutating func nameFields() {
    var values: [DerivedValue] = []
    for value in carried.needed.joined() where !values.contains(value) { values.append(value) }
    var taken: Set<String> = [key]
    let failure = ["code": "reason", "step": "failedStep", "message": "failureMessage"]
    for value in values where value.origin == .failure {
      let name = value.field.flatMap { failure[$0] } ?? "failure"
      fields[value] = name
      taken.insert(name)
    }
    for value in values {
      guard case .step(let step) = value.origin else { continue }
      var name = value.field ?? step
      if !NameForm.isIdentifier(name) || taken.contains(name) { name = "\(step)_\(name)".underscored }
      while taken.contains(name) { name += "_" }
      taken.insert(name)
      fields[value] = name
    }
  }

  // MARK: Events

  private mutating func name(_ index: Int) {
    if let existing = links[index].existing, carries(existing, carried.needed[index]) {
      links[index].name = existing.event?.name ?? ""
      return
    }
    links[index].existing = nil
    links[index].name = links[index].outside?.name ?? "\(saga.name).\(links[index].base).v1"
  }

  /// Whether an event of the saga tells all that those need to know who react to it.
  private func carries(_ emission: BoundEmission, _ values: [DerivedValue]) -> Bool {
    guard let name = emission.fields.first(where: { $0.name == key })?.template, reading.names(in: name) == [.key],
      reading.rewritten(name, { _ in "" }) == "${}"
    else { return false }
    return values.allSatisfy { value in
      emission.fields.contains { field in
        field.name == fields[value] && field.declaration != nil
          && field.template.map { reading.plainValue($0) == value } == true
      }
    }
  }
}
