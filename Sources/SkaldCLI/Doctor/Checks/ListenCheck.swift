import SkaldServer

extension DoctorCheck {
  /// Who can reach the daemon.
  static let listenCheck = DoctorCheck("listen") { patient in [verdict(listen: patient.configuration.listen)] }

  /// What an address means.
  static func verdict(listen text: String) -> Verdict {
    do throws(ListenError) {
      let address = try ListenAddress(text)
      guard address.host == "localhost" || address.host == "::1" || address.host.hasPrefix("127.") else {
        return .warning(
          "other computers can reach \(address)", do: "see that it asks for a token, and speaks TLS")
      }
      return .ok("\(address) is reached from this computer alone")
    } catch {
      return .error(error.message, do: "set `listen` to an address such as 127.0.0.1:7420")
    }
  }
}
