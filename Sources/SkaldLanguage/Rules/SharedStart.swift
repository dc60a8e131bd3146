import SkaldDiagnostics

/// SK904.
package struct SharedStart: Rule {
  package let code = "SK904"
  package let name = "shared-start"
  package let needsDeployment: Deployment.Part? = .configuration
  package let summary = "one event starts two sagas of a deployment"
  package let finds = """
    Two sagas that run in one deployment, all or those under `definitions` of the configuration, and that one event \
    starts. Only with `skald lint --config FILE`, and at the start of the daemon, which is refused: in a folder of \
    files alone both may well be there. The last part below is such a configuration.
    """
  package let matters = "Both would act on every such event: two charges, two parcels."

  package let accepts = [
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    saga: order-by-courier
    startedBy: order.created.v1
    steps:
      - { step: send, call: courier.send, pivot: true }
    ---
    skald: 1
    events:
      order.created.v1: { external: true }
    ---
    definitions: [order]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    saga: order-by-courier
    startedBy: ⟦order.created.v1⟧
    steps:
      - { step: send, call: courier.send, pivot: true }
    ---
    skald: 1
    events:
      order.created.v1: { external: true }
    ---
    listen: 127.0.0.1:7420
    """
  ]

  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {
    var first: [String: BoundSaga] = [:]
    for saga in deployment.sagas(of: project) {
      guard let event = saga.syntax.startedBy else { continue }
      guard let other = first[event.value], let start = other.syntax.startedBy else {
        first[event.value] = saga
        continue
      }
      findings.report(
        .shared(event.value, by: other, saga, start.range), at: event.range, in: saga.file)
    }
  }
}

extension Finding {
  fileprivate static func shared(
    _ event: String, by other: BoundSaga, _ saga: BoundSaga, _ start: SourceRange
  ) -> Finding {
    let isSame = other.name == saga.name
    let both =
      isSame
      ? "the versions \(other.version) and \(saga.version) of `\(saga.name)`" : "`\(other.name)` and `\(saga.name)`"
    return Finding(
      message: "\(both) are both started by \(event)",
      help: isSame ? "keep one of them" : "name the one that runs under `definitions` in skald.yaml",
      related: [.init(message: "it starts `\(other.name)`, too", file: other.file, range: start)])
  }
}
