import SkaldDiagnostics

/// SK956.
package struct UnsignedSource: Rule {
  package let code = "SK956"
  package let name = "unsigned-source"
  package let needsDeployment: Deployment.Part? = .configuration
  package let summary = "events pass between machines with neither a signature nor a certificate of their sender"
  package let finds = """
    A webhook under `sinks` of the configuration without `secretFrom`, where its receiver is another machine; and a \
    `listen` address that other machines reach, where events come in under `/v1/events` from anybody. Only with \
    `skald lint --config FILE`; the last part below is such a file.
    """
  package let matters = "Whoever reaches the receiver can say that an order was paid."

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    listen: 127.0.0.1:7420
    sinks:
      webhook: { url: https://shop.example/events, secretFrom: WEBHOOK_SECRET }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    sinks:
      webhook: http://localhost:9000/events
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    sinks:
      webhook: ⟦https://shop.example/events⟧
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    listen: ⟦0.0.0.0:7420⟧
    """,
  ]

  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {
    guard let file = deployment.configuration?.path else { return }
    for (address, isSigned) in deployment.webhooks where !isSigned {
      guard !WebAddress(address.url.value).isLoopback else { continue }
      findings.report(.unsigned, at: address.url.range, in: file)
    }
    if let listen = deployment.listen, !WebAddress(listen.value).isLoopback {
      findings.report(.open(listen.value), at: listen.range, in: file)
    }
  }
}

extension Finding {
  fileprivate static var unsigned: Finding {
    Finding(
      message: "events go to another machine without a signature",
      help: "write `webhook: { url: …, secretFrom: NAME }`, with the secret in the environment under that name")
  }

  fileprivate static func open(_ address: String) -> Finding {
    Finding(
      message: "events come in at \(address) from whoever reaches it",
      help: "listen on 127.0.0.1, and let a proxy in front check who sends")
  }
}
