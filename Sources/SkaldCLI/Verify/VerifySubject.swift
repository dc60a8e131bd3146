import SkaldLanguage
import SkaldVerify

/// A definition that is verified.
struct VerifySubject {
  /// Its name.
  let name: String
  /// How it is verified.
  let verification: Verification

  /// Every saga and every choreography.
  static func all(of compilation: Compilation, _ bounds: VerifyBounds) -> [VerifySubject] {
    let sagas = compilation.sagas.compactMap { saga in
      saga.program.map { VerifySubject(name: saga.name, verification: Verification($0, bounds: bounds)) }
    }
    let flows = compilation.choreographies.compactMap { flow in
      flow.participants.map { participants in
        VerifySubject(
          name: flow.name, verification: Verification(participants: participants.map { $0.program }, bounds: bounds))
      }
    }
    return sagas + flows
  }
}
