import SkaldHTTP

extension DoctorCheck {
  /// Whether services and webhooks are there; only where that is asked for.
  static let servicesCheck = DoctorCheck("services") { patient in
    guard patient.asksServices else { return [] }
    var verdicts: [Verdict] = []
    for (noun, text) in patient.configuration.destinations {
      // An address that cannot be read is told of already.
      guard let url = try? ServiceURL(text) else { continue }
      if let fault = await ServiceProbe.fault(of: url) {
        verdicts.append(.error("\(noun) at \(url.origin): \(fault)", do: "start it, or correct its address"))
      } else {
        verdicts.append(.ok("\(noun) at \(url.origin) takes connections"))
      }
    }
    return verdicts
  }
}
