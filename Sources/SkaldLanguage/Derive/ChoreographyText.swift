import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// A derived choreography as a file.
struct ChoreographyText {
  let saga: BoundSaga
  let names: FlowNames
  let start: Int
  private(set) var lines: [String] = []
  private(set) var problems: [DerivationProblem] = []

  /// Writes the participants with their reactions, in the order in which they first do something.
  mutating func writeParticipants(_ reactions: [DerivedReaction]) {
    lines.append("participants:")
    var participants: [String] = []
    for reaction in reactions where !participants.contains(reaction.participant) {
      participants.append(reaction.participant)
    }
    for (index, participant) in participants.enumerated() {
      if index > 0 { lines.append("") }
      lines.append("  \(participant):")
      var isFirst = true
      for reaction in reactions where reaction.participant == participant {
        for written in written(reaction) {
          if !isFirst { lines.append("") }
          isFirst = false
          write(written)
        }
      }
    }
  }

  /// The reactions to single events, and to each set of events that come together.
  private mutating func written(_ reaction: DerivedReaction) -> [WrittenReaction] {
    let single = reaction.when.filter { $0.count == 1 }.map { $0[0] }
    var all: [WrittenReaction] = []
    if !single.isEmpty {
      all.append(WrittenReaction(reaction, events: single, needsAll: false, start: start, names))
    }
    for events in reaction.when where events.count > 1 {
      // Of one field that several events have, that of the first counts.
      let turning = events.filter { names.links[$0].isTurning }
      let sorted = turning + events.filter { !turning.contains($0) }
      all.append(WrittenReaction(reaction, events: sorted, needsAll: true, start: start, names))
    }
    problems += all.flatMap { $0.problems }
    return all
  }

  // MARK: One reaction

  /// A longer list stands below its key.
  private static let widthMax = 110

  private mutating func write(_ written: WrittenReaction) {
    let reaction = written.reaction
    lines.append("    # \(reaction.comment)")
    var body = trigger(written)
    if let condition = written.condition { body.append("if: \(YAMLText.plain(condition))") }
    if let operation = reaction.operation { body += call(operation, written) }
    if let state = state(reaction) { body.append("state: \(state)") }
    body += Self.emissions("emits", written.emits)
    if let refused = written.refused { body += Self.emissions("refused", [refused]) }
    for (index, line) in body.enumerated() { lines.append((index == 0 ? "    - " : "      ") + line) }
  }

  private func trigger(_ written: WrittenReaction) -> [String] {
    let events = written.events.map { names.links[$0].name }
    let list = events.joined(separator: ", ")
    let line = written.needsAll ? "when: { all: [\(list)] }" : events.count == 1 ? "when: \(list)" : "when: [\(list)]"
    guard line.utf8.count > Self.widthMax else { return [line] }
    if written.needsAll { return ["when:", "  all:"] + events.map { "    - \($0)" } }
    return ["when:"] + events.map { "  - \($0)" }
  }

  private func call(_ operation: BoundOperation, _ written: WrittenReaction) -> [String] {
    let reaction = written.reaction
    let reason = reaction.because.map { "   # skald:allow SK804 -- \(Self.oneLine($0))" } ?? ""
    var body = ["call: \(operation.name)\(reason)"]
    if let undoes = reaction.undoes { body.append("undoes: \(undoes)") }
    if !written.arguments.isEmpty {
      body.append("with:")
      body += written.arguments.map { "  \($0.name): \(YAMLText.block($0.value))" }
    }
    if let key = written.idempotencyKey { body.append("idempotencyKey: \(YAMLText.block(key))") }
    if let timeout = reaction.timeout { body.append("timeout: \(timeout.text)") }
    if let retry = reaction.retry { body.append("retry: \(retry)") }
    if reaction.isPivot { body.append("pivot: true") }
    return body
  }

  private static func oneLine(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private func state(_ reaction: DerivedReaction) -> String? {
    guard let first = reaction.moves.first else { return nil }
    if saga.entities.count == 1 { return first.state }
    return "{ \(reaction.moves.map { "\($0.entity): \($0.state)" }.joined(separator: ", ")) }"
  }

  private static func emissions(
    _ key: String, _ emissions: [(event: String, fields: [(name: String, value: JSON)])]
  ) -> [String] {
    guard !emissions.isEmpty else { return [] }
    if emissions.allSatisfy({ $0.fields.isEmpty }) {
      let events = emissions.map { $0.event }
      return ["\(key): " + (events.count == 1 ? events[0] : "[\(events.joined(separator: ", "))]")]
    }
    var lines = ["\(key):"]
    for emission in emissions {
      lines.append("  \(emission.event):" + (emission.fields.isEmpty ? " {}" : ""))
      lines += emission.fields.map { "    \($0.name): \(YAMLText.block($0.value))" }
    }
    return lines
  }
}
