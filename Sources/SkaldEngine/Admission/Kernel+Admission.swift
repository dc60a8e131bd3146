import SkaldValue

extension Kernel {
  /// What the calls of the store's sagas wait at. What active definitions say of an operation counts more than what older
  /// ones do.
  func admission(_ options: SagaEngine.Options, at now: Timestamp) -> Admission {
    let admission = Admission(limits: options.limits, breaker: options.breaker)
    teach(admission, at: now)
    return admission
  }

  /// Tells the admission what the definitions say of operations.
  func teach(_ admission: Admission, at now: Timestamp) {
    for definition in definitions.filter({ !$0.isActive }) + definitions.filter({ $0.isActive }) {
      admission.learn(definition.program, at: now)
    }
  }
}
