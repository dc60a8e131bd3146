import CEL
import SkaldDiagnostics

/// SK606.
package struct VagueKey: Rule {
  package let code = "SK606"
  package let name = "vague-key"
  package let summary = "an idempotency key that does not tell one instance from another"
  package let finds = """
    A custom `idempotencyKey` that reads neither `saga.id` nor `saga.key`, and not every field of the input from \
    which the saga's `key` is made.
    """
  package let matters = """
    Two orders go by one key: the service takes the second for a repeat of the first, and never carries it out.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    key: order-${input.id}
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: "pay-${input.id}" } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    key: order-${input.id}
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: ⟦payment⟧ } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int, shopId: int }
    key: "${input.shopId}-${input.id}"
    steps: [ { step: pay, call: shop.pay, pivot: true, idempotencyKey: ⟦"pay-${input.id}"⟧ } ]

    ---
    skald: 1
    services: { shop: { pay: { in: { id: int }, keyTTL: forever } } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    let parts = saga.syntax.key?.references.filter { $0.root == "input" }.compactMap { $0.path.first } ?? []
    for (_, call) in saga.calls {
      guard let key = call.syntax.idempotencyKey else { continue }
      let read = key.references
      if read.contains(where: { $0.root == "saga" && ["id", "key"].contains($0.path.first) }) { continue }
      let fields = Set(read.filter { $0.root == "input" }.compactMap { $0.path.first })
      let missing = parts.filter { !fields.contains($0) }
      // Without a key of the saga nothing tells its instances apart but what the input holds.
      guard !missing.isEmpty || (parts.isEmpty && fields.isEmpty && !read.contains { $0.root != "saga" }) else {
        continue
      }
      findings.report(.vague(missing), at: key.range)
    }
  }
}

extension Finding {
  fileprivate static func vague(_ missing: [String]) -> Finding {
    let fields = missing.map { "`input.\($0)`" }.joined(separator: " and ")
    return Finding(
      message: missing.isEmpty
        ? "this idempotency key is the same for every instance" : "this idempotency key leaves out \(fields)",
      help: missing.isEmpty ? "add ${saga.id}, or leave it to the default" : "add it, or use ${saga.key}")
  }
}
