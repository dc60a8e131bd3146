import JSONSchema
package import SkaldCore
import SkaldDiagnostics
import SkaldValue

/// Where the records of a saga stand in a program: its own, and those of the sagas that run as parts of it.
struct Allocation {
  let saga: BoundSaga
  /// The step of the program for each record of the saga.
  var ids: [StepID] = []
  /// Which sub-saga it is; nil for the saga itself.
  var subSaga: SubSagaID?
  /// The sub-sagas inside, by the record of their step.
  var inner: [Int: Int] = [:]
  /// One past its last step.
  var end = 0
}

/// Whose names and places hold while nodes are added.
struct LoweringContext {
  var allocation = 0
  /// The entity of the program for each entity of the saga.
  var entities: [EntityID] = []
  /// Whether the saga that calls is past its point of no return.
  var isPast = false
  /// Where findings and graphs show the nodes of a sub-saga: its step in the calling file.
  var place: SourceRange?
}

extension Lowerer {
  /// Numbers the steps of a saga, those of a sub-saga right behind its own step.
  /// - Returns: the place of the allocation; nil where a saga would run as a part of itself, or is missing.
  mutating func allocate(
    _ saga: BoundSaga, prefix: String, _ subSaga: SubSagaID?, place: SourceRange?, callers: [BoundSaga]
  ) -> Int? {
    guard !callers.contains(where: { $0.name == saga.name && $0.version == saga.version }) else { return nil }
    let index = allocations.count
    allocations.append(Allocation(saga: saga, subSaga: subSaga))
    var steps: [Int: BoundStep] = [:]
    for step in saga.allSteps where step.subSaga != nil {
      if let id = step.id { steps[id.index] = step }
    }
    let places = saga.recordPlaces
    for (number, record) in saga.records.enumerated() {
      allocations[index].ids.append(StepID(self.steps.count))
      self.steps.append(Step(name: record.name, path: prefix + record.path, saga: subSaga))
      stepPlaces.append(place ?? places[number])
      guard let step = steps[number], let child = child(of: step) else { continue }
      subSagas.append(Self.reserved)
      let inner = allocate(
        child, prefix: prefix + record.path + "/", SubSagaID(subSagas.count - 1), place: place ?? step.place,
        callers: callers + [saga])
      guard let inner else { return nil }
      allocations[index].inner[number] = inner
    }
    allocations[index].end = self.steps.count
    return index
  }

  private func child(of step: BoundStep) -> BoundSaga? {
    guard let syntax = step.subSaga?.saga else { return nil }
    return sagas.first { $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1 }
  }

  /// Holds the number of a sub-saga until its step is lowered, as ``reserve()`` holds that of a node.
  private static let reserved = SubSaga(name: "", version: 0, input: .any, arguments: .literal(.null))

  /// The step of the program for a record of the saga at hand.
  package func record(_ id: StepID?) -> StepID? { id.map { allocations[context.allocation].ids[$0.index] } }

  /// Describes a sub-saga, and reserves its region.
  mutating func subSaga(_ bound: BoundSubSaga, _ step: BoundStep, _ id: StepID) -> (RegionID, SubSagaID)? {
    guard let number = step.id?.index, let inner = allocations[context.allocation].inner[number],
      let subSaga = allocations[inner].subSaga
    else { return nil }
    let arguments = fields(bound.arguments)
    let child = allocations[inner].saga
    let outer = context
    var entered = LoweringContext(allocation: inner, entities: [], place: outer.place ?? step.place)
    entered.isPast = outer.isPast || step.position == .afterPivot
    entered.entities = child.entities.map { entity($0, id: nil) }
    context = entered
    let deadline = child.syntax.deadline.map { policy(CallPolicy(timeout: $0.value)) }
    subSagas[subSaga.index] = SubSaga(
      name: child.name, version: child.version, input: child.inputType, arguments: arguments,
      key: child.syntax.key.map { template($0) },
      entities: child.entities.enumerated().map {
        .init(entity: entered.entities[$0.offset], id: $0.element.key.map { template($0) } ?? .literal(.null))
      },
      outcome: outcome(child.outcome), output: child.syntax.output.map { template($0) }, deadline: deadline)
    context = outer
    let entry = reserve()
    waiting[subSaga.index] = (entered, entry)
    let first = allocations[inner].ids.first ?? StepID(allocations[inner].end)
    regions.append(
      Region(entry: entry, firstStep: first, stepCount: allocations[inner].end - first.index))
    return (RegionID(regions.count - 1), subSaga)
  }

  /// Adds the instructions of a sub-saga.
  mutating func lowerSubSaga(_ id: SubSagaID) {
    guard let (entered, entry) = waiting[id.index] else { return }
    let outer = context
    context = entered
    let saga = allocations[entered.allocation].saga
    lower(region: saga.steps, entry: entry, from: saga.syntax.range)
    context = outer
  }
}

extension Lowerer {
  /// Describes a part of the program that runs as one; its nodes are added later.
  mutating func region(_ name: String, _ steps: [BoundStep], entry: NodeID) -> RegionID {
    let records = records(of: steps)
    let first = records.min() ?? StepID(0)
    let last = records.max().map { $0.index + 1 } ?? first.index
    regions.append(Region(name: name, entry: entry, firstStep: first, stepCount: last - first.index))
    return RegionID(regions.count - 1)
  }

  /// Adds the instructions of a region, with its end.
  mutating func lower(region steps: [BoundStep], entry: NodeID, of step: BoundStep) {
    lower(region: steps, entry: entry, from: step.place)
  }

  private mutating func lower(region steps: [BoundStep], entry: NodeID, from place: SourceRange) {
    guard !steps.isEmpty else { return emit(Node(.join), at: entry, from: place) }
    let join = reserve()
    lower(steps, at: entry, next: join)
    emit(Node(.join), at: join, from: place)
  }

  /// The records of steps and of all that is inside them.
  private func records(of steps: [BoundStep]) -> [StepID] {
    var found: [StepID] = []
    for step in steps {
      if let id = record(step.id) { found.append(id) }
      if let set = step.body as? BoundSet { found += set.assignments.compactMap { record($0.id) } }
      if let number = step.id?.index, let inner = allocations[context.allocation].inner[number] {
        found.append(StepID(allocations[inner].end - 1))
      }
      for branch in step.body.branches { found += records(of: branch.steps) }
    }
    return found
  }
}
