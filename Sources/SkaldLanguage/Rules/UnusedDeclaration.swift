package import SkaldDiagnostics

/// SK203.
package struct UnusedDeclaration: Rule {
  package let code = "SK203"
  package let name = "unused-declaration"
  package let severity = Severity.warning
  package let needsWholeProject = true
  package let summary = "something is declared and used nowhere in the project"
  package let finds = """
    An operation, an event, an entity or a retry policy that no document of the project mentions, where every file of \
    the project was read. Events that are `public` or `external` are left out. A `skald:allow` comment that allows \
    nothing is reported under this code, too.
    """
  package let matters = "It was forgotten when its last use went, or its use has a mistyped name."

  package let accepts = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, retry: stubborn, pivot: true }
    ---
    skald: 1
    services:
      delivery: { request: { keyTTL: forever } }
    events:
      order.shipped.v1: { public: true }
    retry:
      stubborn: { attempts: unlimited }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    steps:
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      delivery:
        request: { keyTTL: forever }
        ⟦recall⟧: {}
    """
  ]

  package func check(_ project: BoundProject, into findings: inout Findings) {
    let usage = project.usage
    for contracts in project.contracts {
      func report(_ what: String, _ name: Located<String>, as shown: String) {
        findings.report(.unused(what, shown), at: name.range, in: contracts.file)
      }
      for service in contracts.syntax.services {
        for operation in service.operations {
          let name = "\(service.name.value).\(operation.name.value)"
          if !usage.operations.contains(name) { report("operation", operation.name, as: name) }
        }
      }
      for event in contracts.syntax.events where !usage.uses(event: event.name.value) {
        if event.isPublic?.value != true, event.isExternal?.value != true {
          report("event", event.name, as: event.name.value)
        }
      }
      for entity in contracts.syntax.entities where !usage.entities.contains(entity.name.value) {
        report("entity", entity.name, as: entity.name.value)
      }
      for policy in contracts.syntax.policies where !usage.policies.contains(policy.name.value) {
        report("retry policy", policy.name, as: policy.name.value)
      }
    }
  }
}

extension Finding {
  fileprivate static func unused(_ what: String, _ name: String) -> Finding {
    Finding(message: "the \(what) `\(name)` is declared and never used", help: "remove it")
  }
}
