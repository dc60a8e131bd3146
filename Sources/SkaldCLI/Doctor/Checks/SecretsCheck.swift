import SkaldRuntime

extension DoctorCheck {
  /// Whether every secret of the configuration has a value.
  static let secretsCheck = DoctorCheck("secrets") { patient in
    let secrets = ConfiguredSecrets(patient.configuration)
    let names = patient.configuration.secrets.keys.sorted()
    let verdicts = names.compactMap { name -> Verdict? in
      do throws(SecretFault) {
        _ = try secrets.secret(named: name)
        return nil
      } catch {
        return .warning(error.message, do: "set it for the daemon; this process may have another environment")
      }
    }
    return verdicts.isEmpty && !names.isEmpty ? [.ok("\(counted(names.count, "secret")), each with a value")] : verdicts
  }
}
