import JSONSchema
import SkaldDiagnostics
import SkaldValue

/// SK802.
package struct FieldWithoutSource: Rule {
  package let code = "SK802"
  package let name = "field-without-source"
  package let holdsBeyondSagas = true
  package let summary =
    "a field of an event, or of the input that an event fills, has no source, or one of another type"
  package let finds = """
    A declared field of an event that is neither written out nor found by name: in the step's own output, its `with`, \
    the input, and the outputs of earlier steps; one that may be missing there; one of another type than the \
    event declares; and a written field whose name is near a declared one. Likewise a field of the input that the event \
    under `startedBy` does not declare, may leave out, or has as another type.
    """
  package let matters =
    "The event could not be written, or its consumers could not read it, or no instance would start."

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: ship, call: delivery.request, pivot: true, emits: order.shipped.v1 }
    ---
    skald: 1
    services:
      delivery: { request: { out: { parcel: string }, keyTTL: forever } }
    events:
      order.shipped.v1: { public: true, data: { orderId: int, parcel: string } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - { step: ship, call: delivery.request, pivot: true, emits: ⟦order.shipped.v1⟧ }
    ---
    skald: 1
    services:
      delivery: { request: { keyTTL: forever } }
    events:
      order.shipped.v1: { public: true, data: { orderId: int, parcel: string } }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: int }
    steps:
      - step: ship
        call: delivery.request
        pivot: true
        emits: { order.shipped.v1: { parcel: "${⟦input.orderId⟧}" } }
    ---
    skald: 1
    events:
      order.shipped.v1: { public: true, data: { parcel: string } }
    """,
    """
    skald: 1
    saga: order
    input: { orderId: string }
    steps:
      - { step: ship, call: delivery.request, pivot: true, emits: ⟦order.shipped.v1⟧ }
    ---
    skald: 1
    events:
      order.shipped.v1: { public: true, data: { orderId: int } }
    """,
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    input: { orderId: int, note?: string, ⟦address⟧: string }
    steps: [ { step: ship, call: delivery.request, pivot: true } ]
    ---
    skald: 1
    events:
      order.created.v1: { external: true, key: orderId, data: { orderId: int, address?: string } }
    """,
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    input: { orderId: int, ⟦pieces⟧: int }
    steps: [ { step: ship, call: delivery.request, pivot: true } ]
    ---
    skald: 1
    events:
      order.created.v1: { external: true, key: orderId, data: { orderId: int, peices: int } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let undoing = saga.undoEmissions
    for emission in saga.emissions where emission.event != nil {
      // An undo that takes a value of its own step's result has a rule of its own.
      let step = undoing[emission.syntax.event.range]
      for field in emission.fields where !field.isFound(inResultOf: step) {
        check(field, of: emission, &findings)
      }
      for field in emission.undeclaredFields { findings.report(.undeclared(field, emission), at: field.name.range) }
    }
    for mismatch in saga.payloadMismatches { findings.report(.mismatch(mismatch), at: mismatch.range) }
    if let event = saga.startedBy { checkStart(of: saga, by: event, &findings) }
  }

  /// The input of an instance that an event starts is filled from the event's data, by name.
  private func checkStart(of saga: BoundSaga, by event: BoundEvent, _ findings: inout Findings) {
    guard event.knownData != nil else { return }
    for field in saga.syntax.input?.fields ?? [] where field.name.value != event.declaration.key?.value {
      let name = field.name.value
      guard let source = event.data.field(name) else {
        let near = nearest(name, among: event.data.fields.map { $0.name })
        if !field.isOptional { findings.report(.unfilled(name, by: event.name, near: near), at: field.name.range) }
        continue
      }
      if !field.schema.value.fits(source.schema) {
        findings.report(.otherStart(name, event.name, field.schema.value, source.schema), at: field.name.range)
      } else if source.isOptional, !field.isOptional {
        findings.report(.mayBeUnfilled(name, by: event.name), at: field.name.range)
      }
    }
  }

  private func check(_ field: BoundField, of emission: BoundEmission, _ findings: inout Findings) {
    let event = emission.syntax.event
    if field.isMissing, !emission.undeclaredFields.contains(where: { $0.near == field.name }) {
      let place = emission.syntax.fields.first?.name.range ?? event.range
      findings.report(.noSource(field.name, of: event.value), at: place)
    }
    guard case .found(let value) = field.source, let declaration = field.declaration else { return }
    if let schema = value.schema, !declaration.schema.fits(schema) {
      findings.report(.other(field.name, of: event.value, declaration.schema, schema, value.provider), at: event.range)
    } else if value.isOptional, !declaration.isOptional {
      findings.report(.mayBeMissing(field.name, of: event.value, value.provider), at: event.range)
    }
  }
}

extension BoundSaga {
  /// The steps of the events that undos emit, by the places of the events.
  fileprivate var undoEmissions: [SourceRange: String] {
    var steps: [SourceRange: String] = [:]
    for (step, call) in calls {
      for emission in call.undo.calls.flatMap({ $0.emissions }) { steps[emission.syntax.event.range] = step.name }
    }
    return steps
  }
}

extension BoundEmission {
  /// A field that is written out under a name that the event does not declare, near one that it does.
  fileprivate struct UndeclaredField {
    let name: Located<String>
    let near: String
  }

  /// Events are open, so a field of another name is none of these.
  fileprivate var undeclaredFields: [UndeclaredField] {
    let declared = event?.data.fields.map { $0.name } ?? []
    let written = syntax.fields.map { $0.name }
    let free = declared.filter { name in !written.contains { $0.value == name } }
    return written.filter { !declared.contains($0.value) }.compactMap { name in
      nearest(name.value, among: free).map { UndeclaredField(name: name, near: $0) }
    }
  }
}

extension FoundValue.Provider {
  /// Where a value was found, as messages say it.
  fileprivate var shown: String {
    switch self {
    case .ownOutput: "the step's result"
    case .argument: "the step's arguments"
    case .input: "the input"
    case .event(let name): "`\(name)`"
    case .step(let name): "the result of `\(name)`"
    case .failure: "the failure"
    }
  }
}

extension Finding {
  fileprivate static func unfilled(_ field: String, by event: String, near: String?) -> Finding {
    Finding(
      message: "`\(event)` starts this saga, and has no field `\(field)` for the input",
      help: near.map { "it has `\($0)`: give both one name" } ?? "declare it in the event, or let it be optional here")
  }

  fileprivate static func mayBeUnfilled(_ field: String, by event: String) -> Finding {
    Finding(
      message: "`\(event)` starts this saga, and may leave out `\(field)`", help: "let it be optional here too")
  }

  fileprivate static func otherStart(
    _ field: String, _ event: String, _ expected: Schema, _ found: Schema
  ) -> Finding {
    Finding(
      message: "`\(event)` starts this saga, and has `\(field)` as \(found.shown): expected \(expected.shown)",
      help: "declare both alike")
  }

  fileprivate static func noSource(_ field: String, of event: String) -> Finding {
    Finding(
      message: "the field `\(field)` of `\(event)` has no source",
      help: "write it out: emits: { \(event): { \(field): \"${…}\" } }")
  }

  fileprivate static func undeclared(_ field: BoundEmission.UndeclaredField, _ emission: BoundEmission) -> Finding {
    Finding(
      message: "`\(emission.syntax.event.value)` declares no field `\(field.name.value)`",
      help: "did you mean `\(field.near)`?", fix: field.near)
  }

  fileprivate static func other(
    _ field: String, of event: String, _ expected: Schema, _ found: Schema, _ provider: FoundValue.Provider
  ) -> Finding {
    Finding(
      message:
        "the field `\(field)` of `\(event)` is \(expected.shown), and \(provider.shown) has it as \(found.shown)",
      help: "write it out with a conversion")
  }

  fileprivate static func mayBeMissing(
    _ field: String, of event: String, _ provider: FoundValue.Provider
  ) -> Finding {
    Finding(
      message: "the field `\(field)` of `\(event)` may be missing in \(provider.shown)",
      help: "write it out with a value for when it is missing")
  }

  fileprivate static func mismatch(_ mismatch: Mismatch) -> Finding {
    guard let expected = mismatch.expected else {
      return Finding(message: "\(mismatch.purpose) does not have its declared shape: \(mismatch.found)")
    }
    return Finding(
      message: "\(mismatch.purpose) is \(expected), found \(mismatch.found)", label: "expected \(expected)")
  }
}
