import SkaldHTTP

extension DoctorCheck {
  /// Where the daemon calls, and whether that can be read on the way.
  static let egressCheck = DoctorCheck("egress") { patient in
    let verdicts = patient.configuration.destinations.map { verdict(destination: $0.url, of: $0.noun) }
    let faults = verdicts.filter { $0.level != .ok }
    guard faults.isEmpty, !verdicts.isEmpty else { return faults }
    return [.ok("\(counted(verdicts.count, "address", plural: "addresses")); what leaves this computer is encrypted")]
  }

  /// What an address means that the daemon calls.
  static func verdict(destination text: String, of noun: String) -> Verdict {
    do throws(ServiceURLError) {
      let url = try ServiceURL(text)
      if url.isSecure || url.isOnThisComputer { return .ok("\(noun) at \(url)") }
      return .note(
        "the calls of \(noun) go in the clear to \(url.origin)", do: "use https, or see that the network is your own")
    } catch {
      return .error("the address of \(noun): \(error)", do: "write it as http://127.0.0.1:8002")
    }
  }
}

extension Configuration {
  /// Everything that the daemon calls.
  var destinations: [(noun: String, url: String)] {
    services.map { ("the service `\($0.name)`", $0.http) }
      + sinks.compactMap { sink in sink.webhook.map { ("the webhook", $0.url) } }
      + sinks.compactMap { sink in sink.peer.map { ("the peer `\($0.name)`", $0.url) } }
  }
}
