import SkaldDiagnostics
import SkaldValue

/// SK802.
package struct FieldWithoutSource: Rule {
  package let code = "SK802"
  package let name = "field-without-source"
  package let summary = "a field of an emitted event has no source, or a source of another type"
  package let finds = """
    A declared field of an event that is neither written out nor found by name: in the step's own output, its `with`, \
    the input, and the outputs of earlier steps; one that may be missing there; and one of another type than the \
    event declares.
    """
  package let matters = "The event could not be written, or its consumers could not read it."

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
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for emission in saga.emissions where emission.event != nil {
      for field in emission.fields { check(field, of: emission, &findings) }
    }
    for mismatch in saga.mismatches(inPayloads: true) { findings.report(.mismatch(mismatch), at: mismatch.range) }
  }

  private func check(_ field: BoundField, of emission: BoundEmission, _ findings: inout Findings) {
    let event = emission.syntax.event
    if field.isMissing {
      let near = emission.syntax.fields.first { nearest($0.name.value, among: [field.name]) != nil }
      let place = (near ?? emission.syntax.fields.first)?.name.range ?? event.range
      findings.report(.noSource(field.name, of: event.value, near: near?.name.value), at: place)
    }
    guard case .found(let value) = field.source, let declaration = field.declaration else { return }
    if let schema = value.schema, !declaration.schema.fits(schema) {
      findings.report(.other(field.name, of: event.value, declaration.schema, schema, value.provider), at: event.range)
    } else if value.isOptional, !declaration.isOptional {
      findings.report(.mayBeMissing(field.name, of: event.value, value.provider), at: event.range)
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
    case .step(let name): "the result of `\(name)`"
    case .failure: "the failure"
    }
  }
}

extension Finding {
  fileprivate static func noSource(_ field: String, of event: String, near: String?) -> Finding {
    Finding(
      message: "the field `\(field)` of `\(event)` has no source",
      help: near.map { "did you mean `\(field)` instead of `\($0)`?" }
        ?? "write it out: emits: { \(event): { \(field): \"${…}\" } }")
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
