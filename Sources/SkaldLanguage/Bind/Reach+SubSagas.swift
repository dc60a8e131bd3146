import SkaldDiagnostics
import SkaldValue

extension Reach {
  /// The saga of a name and a version; without a version the highest.
  func saga(_ name: String, version: Int?) -> SagaSyntax? {
    let named = sagas.filter { $0.name.value == name }
    guard let version else { return named.max { $0.number < $1.number } }
    return named.first { $0.number == version }
  }

  /// Whether a saga, or one that runs as a part of it, has a point of no return.
  func hasPivot(_ saga: SagaSyntax) -> Bool { hasPivot(saga, callers: []) }

  private func hasPivot(_ saga: SagaSyntax, callers: [String]) -> Bool {
    let definition = "\(saga.name.value) \(saga.number)"
    guard !callers.contains(definition) else { return false }
    return saga.steps.flatMap { $0.withChildren }.contains { step in
      if let call = step.body as? CallStep { return call.pivot?.value == true }
      guard let inner = step.body as? SubSagaStep,
        let found = self.saga(inner.saga.value, version: inner.version?.value)
      else { return false }
      return hasPivot(found, callers: callers + [definition])
    }
  }
}

extension SagaSyntax {
  /// The version; 1 where none is written.
  fileprivate var number: Int { version?.value ?? 1 }

  /// Whether the saga plainly cannot come to its end past its pivot: it is a step of its own list that nothing skips.
  var passesPivot: Bool {
    steps.contains { step in
      guard let call = step.body as? CallStep, call.pivot?.value == true else { return false }
      return call.condition == nil && call.optional?.value != true && call.catches.isEmpty
    }
  }
}

extension SagaBinder {
  /// The saga that a step names; what was meant where there is none of that name, which is reported.
  mutating func subSaga(_ step: SubSagaStep) -> SagaSyntax? {
    if let found = reach.saga(step.saga.value, version: step.version?.value) { return found }
    let versions = reach.sagas.filter { $0.name.value == step.saga.value }.map { $0.number }.sorted()
    if let version = step.version, !versions.isEmpty {
      report(
        "SK201", "saga `\(step.saga.value)` has no version \(version.value)", at: version.range,
        help: "known are \(versions.map { String($0) }.joined(separator: ", "))")
      saga.hasGaps = true
      return nil
    }
    let names = Set(reach.sagas.map { $0.name.value }).sorted()
    return meant(by: step.saga, "saga", among: names).flatMap { reach.saga($0, version: nil) }
  }
}
