import SkaldDiagnostics

extension DoctorCheck {
  /// Whether the configuration can be read.
  static let configurationCheck = DoctorCheck("configuration") { patient in
    if let fault = patient.fault { return [.error(fault, do: "correct it; what follows is of the defaults")] }
    return [
      .ok(patient.configuration.source.map { "\($0.path) is valid" } ?? "there is no file; the defaults are valid")
    ]
  }
}
