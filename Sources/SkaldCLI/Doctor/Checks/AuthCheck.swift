import SkaldServer

extension DoctorCheck {
  /// Who may do what.
  static let authCheck = DoctorCheck("auth") { patient in
    let access = patient.configuration.access
    do {
      let tokens = try access.allTokens()
      let files = try access.files()
      let isLocal = (try? ListenAddress(patient.configuration.listen).isLoopback) ?? true
      return [verdict(tokens: tokens, hasTLS: files != nil, isLocal: isLocal)]
    } catch let fault as CommandFault {
      return [.error(fault.message, do: "the daemon does not start as long as that is so")]
    } catch {
      return [.error("\(error)", do: "look at `auth` and `tls` in skald.yaml")]
    }
  }

  /// What tokens and a certificate mean for who can reach the daemon.
  static func verdict(tokens: [AccessToken], hasTLS: Bool, isLocal: Bool) -> Verdict {
    switch (tokens.isEmpty, hasTLS, isLocal) {
    case (true, _, true): .note("no token is asked for: whoever reaches the address may do everything")
    case (true, _, false):
      .error(
        "others reach the daemon, and no token is asked for",
        do: "make one with `skald token`; or start it with --insecure behind something that asks")
    case (false, false, false):
      .error(
        "tokens would cross the network as plain text", do: "set `tls`; or start it with --insecure behind a proxy")
    case (false, _, _): .ok("\(tokens.count) \(tokens.count == 1 ? "token is" : "tokens are") known")
    }
  }
}
