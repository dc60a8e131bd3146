package import SkaldDiagnostics

/// SK954.
package struct CleartextAddress: Rule {
  package let code = "SK954"
  package let name = "cleartext-address"
  package let severity = Severity.warning
  package let needsDeployment: Deployment.Part? = .configuration
  package let summary = "a service or a webhook is reached over plain HTTP on another machine"
  package let finds = """
    An `http://` address under `services` or `sinks` of the configuration whose host is not this machine. Only with \
    `skald lint --config FILE`; the last part below is such a file.
    """
  package let matters = """
    Everybody on the way can read what is sent, and answer in the service's place: a forged answer is taken for a \
    payment.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    services:
      delivery: { http: https://delivery.internal }
      payment: { http: http://127.0.0.1:8002 }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    services:
      delivery:
        http: ⟦http://delivery.internal⟧
    """
  ]

  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {
    guard let file = deployment.configuration?.path else { return }
    for address in deployment.services + deployment.webhooks.map({ $0.address }) {
      guard WebAddress(address.url.value).isOpen else { continue }
      findings.report(.open(address), at: address.url.range, in: file)
    }
  }
}

extension Finding {
  fileprivate static func open(_ address: Deployment.Address) -> Finding {
    Finding(
      message: "\(address.name) is reached over plain HTTP",
      help: "write `https:`; where something in front encrypts, say so: # skald:allow cleartext-address -- the reason")
  }
}
