import CEL
import JSONSchema
import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// The choreography that an orchestrated saga implies, or why there is none.
package struct ChoreographyDerivation: Sendable {
  /// The name of the choreography.
  package let name: String
  /// The file: the choreography, and the contracts of the events that it needs besides; nil where it cannot be said.
  package let text: String?
  /// What cannot be said in a choreography.
  package let problems: [DerivationProblem]

  /// Derives the choreography of a saga.
  /// - Parameters:
  ///   - saga: A saga without errors.
  ///   - name: The choreography's name; a saga and a choreography share one namespace.
  ///   - use: The files with contracts that it imports, as seen from its own file.
  package init(of saga: BoundSaga, named name: String? = nil, use: [String]) {
    let name = name ?? "\(saga.name)-by-events"
    self.name = name
    guard let key = Self.key(of: saga) else {
      (text, problems) = (nil, [Self.keyProblem(saga)])
      return
    }
    var deriver = FlowDeriver(saga, key: key)
    deriver.derive()
    var problems = deriver.problems
    guard problems.isEmpty else {
      (text, self.problems) = (nil, problems.sorted { $0.range.start < $1.range.start })
      return
    }
    let (written, found) = Self.write(deriver, named: name, use: use)
    problems += found
    text = problems.isEmpty ? written : nil
    var unique: [DerivationProblem] = []
    for problem in problems where !unique.contains(problem) { unique.append(problem) }
    self.problems = unique
  }

  /// Takes out of a derived file what it allows and lint does not find: where too many paths are to be followed, an
  /// effect that stays may stand on one of the others.
  package static func settled(_ source: SourceText, found: [Diagnostic]) -> SourceText {
    FixedText(source, fixing: found.filter { $0.code == "SK203" && $0.file == source.path }).source
  }

  private static func write(
    _ deriver: FlowDeriver, named name: String, use: [String]
  ) -> (text: String, problems: [DerivationProblem]) {
    let saga = deriver.saga
    let reading = ExpressionReading(
      key: deriver.key, sagaKey: saga.syntax.key?.template, sets: deriver.sets, outputs: saga.outputs)
    let reactions = deriver.reactions + deriver.announcements
    // Why a flow turned back is told in every case.
    let turning = reactions.compactMap { $0.refused } + deriver.failures + [deriver.compensated].compactMap { $0 }
    let told = turning.filter { deriver.links[$0].existing == nil }.map { ($0, [DerivedValue.failureCode]) }
    let carried = CarriedValues(
      links: deriver.links, reactions: reactions, reading: reading, told: Dictionary(told) { first, _ in first })
    let names = FlowNames(deriver, carried, reading)
    var problems = carried.missing.map { unknown($0.value, in: reactions[$0.reaction], deriver) }
    problems += unreadable(reactions, reading, deriver)
    var file = ChoreographyText(saga: saga, names: names, start: 0)
    file.writeParticipants(reactions)
    problems += file.problems
    let used = Set(reactions.flatMap { $0.links + $0.when.joined() } + [0])
    let lines =
      ChoreographyText.head(deriver, names, named: name, use: use, start: 0) + file.lines
      + ChoreographyText.contracts(deriver, names, used: used)
    return (lines.joined(separator: "\n") + "\n", problems)
  }

  // MARK: What cannot be known

  private static func unknown(
    _ value: DerivedValue, in reaction: DerivedReaction, _ deriver: FlowDeriver
  ) -> DerivationProblem {
    guard case .step(let step) = value.origin else {
      return .init(message: "the failure is not known here", help: nil, range: reaction.range)
    }
    return .init(
      message: "the result of `\(step)` is read here, and no event that leads here can carry it", help: nil,
      range: reaction.range)
  }

  /// What is read and has no counterpart, and the input that the event of the start lacks.
  private static func unreadable(
    _ reactions: [DerivedReaction], _ reading: ExpressionReading, _ deriver: FlowDeriver
  ) -> [DerivationProblem] {
    var problems: [DerivationProblem] = []
    let saga = deriver.saga
    for reaction in reactions {
      for name in reaction.names(reading) {
        switch name {
        case .unknown(let what):
          let message = "\(what) has no counterpart in a choreography"
          problems.append(.init(message: message, help: nil, range: reaction.range))
        case .input(let field):
          guard let event = saga.startedBy, event.knownData != nil, event.data.field(field) == nil else { continue }
          problems.append(
            .init(
              message: "`\(event.name)`, which starts the flow, does not carry `\(field)` of the input",
              help: "declare it under `data` of the event", range: saga.syntax.startedBy?.range ?? reaction.range))
        case .key, .value, .same: continue
        }
      }
    }
    return problems
  }

  // MARK: The key

  /// The field of the input that alone tells one instance from another.
  private static func key(of saga: BoundSaga) -> String? {
    let reading = ExpressionReading(key: "", sagaKey: nil, sets: [:], outputs: [:])
    guard let template = saga.syntax.key?.template else { return nil }
    let plain: Template? =
      switch template {
      case .expression: template
      case .text(let pieces): pieces.oneExpression.map { .expression($0) }
      case .literal, .list, .object: nil
      }
    guard let plain, reading.rewritten(plain, { _ in "" }) == "${}" else { return nil }
    guard case .input(let field)? = reading.names(in: plain).first else { return nil }
    return saga.input.field(field).map { $0.isOptional ? nil : field } ?? nil
  }

  private static func keyProblem(_ saga: BoundSaga) -> DerivationProblem {
    DerivationProblem(
      message: saga.syntax.key == nil
        ? "a flow is named by one field that every event carries, and the saga has no `key`"
        : "a flow is named by one field that every event carries, and the saga's `key` is not one field of the input",
      help: "such as key: ${input.\(saga.input.fields.first?.name ?? "id")}",
      range: saga.syntax.key?.range ?? saga.syntax.range)
  }
}

extension [Template.Piece] {
  /// The expression, where there is one alone.
  fileprivate var oneExpression: ProgramExpression? {
    let expressions = compactMap { piece -> ProgramExpression? in
      guard case .expression(let expression) = piece else { return nil }
      return expression
    }
    return expressions.count == 1 ? expressions[0] : nil
  }
}

extension BoundSaga {
  /// What is known of the results of steps, by their names.
  fileprivate var outputs: [String: ExpressionReading.BoundOutput] {
    var outputs: [String: ExpressionReading.BoundOutput] = [:]
    for step in allSteps where step.call != nil || step.wait != nil {
      let schema = step.call?.operation?.output ?? step.wait?.event?.knownData
      outputs[step.name] =
        schema.map { schema in schema.object.map { .fields($0.fields.map { $0.name }) } ?? .value } ?? .unknown
    }
    return outputs
  }
}
