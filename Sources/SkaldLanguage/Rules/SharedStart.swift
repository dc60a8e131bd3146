import SkaldDiagnostics

/// SK904.
package struct SharedStart: Rule {
  package let code = "SK904"
  package let name = "shared-start"
  package let needsDeployment: Deployment.Part? = .configuration
  package let summary = "one event starts two definitions of a deployment"
  package let finds = """
    Two definitions that run in one deployment, sagas or choreographies, all or those under `definitions` of the \
    configuration, and that one event starts. Only with `skald lint --config FILE`, and at the start of the daemon, which is refused: in a folder of \
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
    """,
    """
    skald: 1
    saga: order
    startedBy: order.created.v1
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    choreography: order-by-events
    key: orderId
    starts: ⟦order.created.v1⟧
    ends: { completed: order.shipped.v1 }
    participants:
      delivery:
        - { when: order.created.v1, call: delivery.request, pivot: true, emits: order.shipped.v1 }
    ---
    skald: 1
    events:
      order.created.v1: { external: true, key: orderId, data: { orderId: int } }
      order.shipped.v1: { public: true, key: orderId, data: { orderId: int } }
    ---
    listen: 127.0.0.1:7420
    """,
  ]

  package func check(_ deployment: Deployment, of project: BoundProject, into findings: inout Findings) {
    var first: [String: Started] = [:]
    for definition in deployment.started(of: project) {
      guard let other = first[definition.event.value] else {
        first[definition.event.value] = definition
        continue
      }
      findings.report(.shared(by: other, definition), at: definition.event.range, in: definition.file)
    }
  }
}

/// A definition that an event starts.
private struct Started {
  let name: String
  let version: Int
  let event: Located<String>
  let file: String
}

extension Deployment {
  fileprivate func started(of project: BoundProject) -> [Started] {
    let sagas = sagas(of: project).compactMap { saga in
      saga.syntax.startedBy.map { Started(name: saga.name, version: saga.version, event: $0, file: saga.file) }
    }
    let flows = choreographies(of: project).compactMap { flow in
      flow.syntax.starts.map { Started(name: flow.name, version: flow.version, event: $0, file: flow.file) }
    }
    return sagas + flows
  }
}

extension Finding {
  fileprivate static func shared(by other: Started, _ one: Started) -> Finding {
    let isSame = other.name == one.name
    let both =
      isSame
      ? "the versions \(other.version) and \(one.version) of `\(one.name)`" : "`\(other.name)` and `\(one.name)`"
    return Finding(
      message: "\(both) are both started by \(one.event.value)",
      help: isSame ? "keep one of them" : "name the one that runs under `definitions` in skald.yaml",
      related: [.init(message: "it starts `\(other.name)`, too", file: other.file, range: other.event.range)])
  }
}
