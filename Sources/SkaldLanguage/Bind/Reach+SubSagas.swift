import SkaldDiagnostics
import SkaldValue

extension SagaSyntax {
  /// The version; 1 where none is written.
  var number: Int { version?.value ?? 1 }

  /// Whether the saga plainly cannot come to its end past its pivot: it is a step of its own list that nothing skips.
  var passesPivot: Bool {
    steps.contains { step in
      guard let call = step.body as? CallStep, call.pivot?.value == true else { return false }
      return call.condition == nil && call.optional?.value != true && call.catches.isEmpty
    }
  }
}

extension SagaBinder {
  /// The saga that a step names; nil where there is none or where it would be too much, which is reported.
  mutating func subSaga(_ step: SubSagaStep) -> SagaSyntax? {
    let name = step.saga.value
    if let found = reach.sagas.saga(name, version: step.version?.value) {
      guard !reach.sagas.fits(saga.syntax) else { return found }
      if !isSizeTold, let excess = reach.sagas.excess(of: saga.syntax) {
        report("SK100", excess, at: step.saga.range, help: "start a saga of its own by an event")
      }
      isSizeTold = true
    } else if let version = step.version, !reach.sagas.versions(of: name).isEmpty {
      let versions = reach.sagas.versions(of: name).map { String($0) }.joined(separator: ", ")
      report(
        "SK201", "saga `\(name)` has no version \(version.value)", at: version.range, help: "known are \(versions)")
    } else {
      _ = meant(by: step.saga, "saga", among: reach.sagas.names)
    }
    saga.hasGaps = true
    return nil
  }
}
