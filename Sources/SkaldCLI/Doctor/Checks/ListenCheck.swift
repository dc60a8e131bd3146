import SkaldServer

extension DoctorCheck {
  /// Who can reach the daemon.
  static let listenCheck = DoctorCheck("listen") { patient in [verdict(listen: patient.configuration.listen)] }

  /// What an address means.
  static func verdict(listen text: String) -> Verdict {
    do throws(ListenError) {
      let address = try ListenAddress(text)
      guard address.isLoopback else { return .note("other computers can reach \(address)") }
      return .ok("\(address) is reached from this computer alone")
    } catch {
      return .error(error.message, do: "set `listen` to an address such as 127.0.0.1:7420")
    }
  }
}
