import JSONSchema
import SkaldCore
import SkaldValue

/// What does not change while a world is explored: the program, and what services and people may answer.
final class Model: Sendable {
  /// The programs: one of a saga, one for each participant of a choreographed flow.
  let parts: [Part]
  /// How far the exploration goes.
  let bounds: VerifyBounds
  /// The inputs that a saga is tried with, or the data of the event that begins a flow.
  let inputs: [JSON]
  /// The event that begins a flow; nil for a saga.
  let starts: String?
  /// Whether some values were not tried in every combination.
  let isPartial: Bool

  /// The programs as they are, before anything was taken for granted.
  let originals: [SagaProgram]
  /// What is taken for granted.
  let assumptions: [Assumption]

  /// Prepares the exploration of a saga, or of the participants of a choreographed flow.
  init(
    _ originals: [SagaProgram], _ bounds: VerifyBounds, assumptions: [Assumption] = [], services: [Operation]? = nil
  ) {
    self.bounds = bounds
    self.assumptions = assumptions
    self.originals = originals
    let programs = originals.map { $0.assuming(assumptions) }
    var isPartial = false
    parts = programs.map { program in
      var variants = ValueVariants(program)
      let part = Part(program.bounded, &variants, services: services)
      isPartial = isPartial || variants.isPartial
      return part
    }
    let first = programs.first
    if let program = first, let participation = program.participation {
      let type = program.event(participation.starts)
      starts = type.name
      let data = SampleValue(number: 1).eventData(of: type.data, input: [:])
      // Whoever hears it may ask something of it.
      var values: [JSON] = [data]
      for program in programs {
        var variants = ValueVariants(program)
        for value in variants.values(of: type.data, named: ["start", "event"], sample: data)
        where !values.contains(value) {
          values.append(value)
        }
      }
      inputs = Array(values.prefix(ValueVariants.valuesMax))
      isPartial = isPartial || values.count > inputs.count
    } else if let program = first {
      starts = nil
      var variants = ValueVariants(program)
      inputs = variants.values(
        of: program.input, named: ["input"], sample: SampleValue(number: 1).value(of: program.input, named: "input"))
    } else {
      starts = nil
      inputs = []
    }
    self.isPartial = isPartial
  }

  /// Whether it is a choreographed flow.
  var isFlow: Bool { starts != nil }

  /// The part of an instance.
  func part(_ place: Place) -> Part { parts[place.part] }

  /// The key of a request as its service keeps it: the same key under another operation is none of its own.
  func key(of request: World.Request) -> String {
    "\(parts[request.part].operation(request.id)?.name ?? "") \(request.key)"
  }
}

/// A record of a step in one of the parts.
struct Place: Sendable, Hashable, Comparable {
  /// The part.
  let part: Int
  /// The record.
  let record: RecordID

  static func < (left: Place, right: Place) -> Bool { (left.part, left.record) < (right.part, right.record) }
}
