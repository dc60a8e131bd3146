import JSONSchema
package import SkaldCore
package import SkaldDiagnostics
import SkaldValue

/// `saga: name`: runs another saga as a part of this one.
package struct SubSagaStep: StepBody {
  /// The saga's name.
  package let saga: Located<String>
  /// Its version; nil for the highest.
  package var version: Located<Int>?
  /// The input written out; the rest is filled by name.
  package var arguments: [FieldSyntax]
}

extension SubSagaStep {
  static let kind = StepKind(keyword: "saga", keys: keys) { fields, context in SubSagaStep(fields, &context) }

  static let keys = KeyTable(
    "a sub-saga",
    [
      .optional("step", "the name of the step", .name(.identifier)),
      .required("saga", "the saga's name", .name(.dashed)),
      .optional("version", "its version", .integer(atLeast: 1)), .optional("with", "its input", .fields),
    ])

  private init?(_ fields: Fields, _ context: inout DecodeContext) {
    guard let saga = context.text(fields["saga"], for: "saga") else { return nil }
    self.saga = saga
    version = context.integer(fields["version"], atLeast: 1, for: "version")
    arguments = context.fieldValues(fields["with"], for: "with")
  }
}

/// A sub-saga, with its names resolved.
package struct BoundSubSaga: BoundBody {
  /// As it is written.
  package let syntax: SubSagaStep
  /// The saga; nil where there is none of that name, which is reported.
  package let saga: SagaSyntax?
  /// Its input, what is filled by name included.
  package let arguments: [BoundField]
  /// Whether it has a point of no return, itself or in a part of it.
  package let hasPivot: Bool
}

extension SubSagaStep {
  package func bind(_ step: StepSyntax, in binder: inout SagaBinder) -> BoundStep {
    let (id, name) = binder.record(step.name, orNamed: saga.value)
    let before = binder.flow
    let found = binder.subSaga(self)
    let declared = found?.input?.schema(isClosed: true)
    let fields = binder.fields(
      arguments, declared: declared, finder: FieldFinder(providers: [.input(binder.knownInput), .steps(before.scope)]))
    binder.note(fields, of: saga.value, at: .init(place: .argument, step: name, scope: before.scope))
    let hasPivot = found.map { binder.reach.sagas.hasPivot($0) } ?? false
    binder.flow.scope.addOutput(name, schema: found.map { Self.result(of: $0) })
    binder.flow.hasPivot = before.hasPivot || hasPivot
    binder.flow.isPivotSure = before.isPivotSure || found?.passesPivot ?? false
    let position: Invoke.Position = hasPivot && !before.hasPivot ? .pivot : binder.position(before)
    return BoundStep(
      id: id, name: name, syntax: step,
      body: BoundSubSaga(syntax: self, saga: found, arguments: fields, hasPivot: hasPivot), position: position,
      isReachable: before.isAlive)
  }

  /// The shape of what a saga gives: its fields are known, their types are its own affair.
  private static func result(of saga: SagaSyntax) -> Schema {
    switch saga.output {
    case .object(let fields, _)?:
      return .object(
        ObjectSchema(fields: fields.map { .init(name: $0.name.value, schema: .any) }, isClosed: true))
    case .literal?, .expression?, .text?, .list?: return .any
    case nil: return .object(ObjectSchema(fields: [], isClosed: true))
    }
  }
}

extension BoundSubSaga {
  package func lower(_ step: BoundStep, at node: NodeID, next: NodeID, into lowerer: inout Lowerer) {
    guard let id = lowerer.record(step.id) else { return }
    guard let (region, subSaga) = lowerer.subSaga(self, step, id) else { return lowerer.giveUp() }
    lowerer.emit(
      Node(.fork(Fork(step: id, body: .saga(region, subSaga))), next: next), at: node, from: step.place)
    lowerer.lowerSubSaga(subSaga)
  }
}
