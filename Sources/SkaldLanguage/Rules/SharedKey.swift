import CEL
import SkaldCore
import SkaldDiagnostics

/// SK604.
package struct SharedKey: Rule {
  package let code = "SK604"
  package let name = "shared-key"
  package let holdsBeyondSagas = true
  package let summary = "two calls of one operation may go by one idempotency key"
  package let finds = """
    A custom `idempotencyKey` that two calls of one operation have in common, or one inside an `each` or a \
    `repeat` that does not read its `item`, its `index` or something that a round finds. In a loop within a loop, \
    `item` and `index` are those of the inner one.
    """
  package let matters = """
    The service takes the second call for a repeat of the first: it answers the first result and does nothing.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int, parts: [int] }
    steps:
      - each: all
        in: input.parts
        steps:
          - step: pack
            call: shop.pack
            idempotencyKey: pack-${saga.id}-${item}
            compensate: none
            because: it is unpacked by hand
    """,
    """
    skald: 1
    saga: order
    input: { id: int, parts: [int] }
    steps:
      - each: all
        in: input.parts
        steps:
          - set: { twice: "${item * 2}", part: "${item}" }
          - step: pack
            call: shop.pack
            idempotencyKey: pack-${saga.id}-${part}
            compensate: none
            because: it is unpacked by hand
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int, parts: [int] }
    steps:
      - each: all
        in: input.parts
        steps:
          - step: pack
            call: shop.pack
            idempotencyKey: ⟦pack-${saga.id}⟧
            compensate: none
            because: it is unpacked by hand
    """,
    """
    skald: 1
    saga: order
    input: { id: int, parts: [int] }
    steps:
      - repeat: rounds
        every: 1m
        atMost: 3
        until: index > 1
        steps:
          - each: all
            in: input.parts
            steps:
              - step: pack
                call: shop.pack
                idempotencyKey: ⟦"pack-${saga.id}-${item}-${index}"⟧
                compensate: none
                because: it is unpacked by hand
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - step: first
        call: shop.pack
        idempotencyKey: pack-${saga.id}
        compensate: none
        because: it is unpacked by hand
      - step: second
        call: shop.pack
        idempotencyKey: ⟦pack-${saga.id}⟧
        compensate: none
        because: it is unpacked by hand
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var seen: [Use: BoundStep] = [:]
    for (step, call) in saga.calls {
      guard let key = call.syntax.idempotencyKey, let template = key.template else { continue }
      let use = Use(operation: call.syntax.operation.value, key: template)
      if let first = seen[use] {
        findings.report(.shared(first, saga.file), at: key.range)
      } else {
        seen[use] = step
      }
    }
    for loop in saga.allSteps where loop.each != nil || loop.loop != nil {
      let results = Set(loop.body.branches.flatMap { $0.steps.withInner }.flatMap { $0.resultNames })
      let names: Set<String> = loop.each == nil ? ["index"] : ["item", "index"]
      for branch in loop.body.branches {
        check(branch.steps, in: loop, changing: results.union(names), saga.file, &findings)
      }
    }
  }

  /// Steps of a round, at any depth: a loop inside has an `item` and an `index` of its own.
  private func check(
    _ steps: [BoundStep], in loop: BoundStep, changing: Set<String>, _ file: String, _ findings: inout Findings
  ) {
    for step in steps {
      if let key = step.call?.syntax.idempotencyKey, changing.isDisjoint(with: key.roots) {
        findings.report(.repeated(loop, file), at: key.range)
      }
      let own: Set<String> = step.each != nil ? ["item", "index"] : step.loop != nil ? ["index"] : []
      for branch in step.body.branches {
        check(branch.steps, in: loop, changing: changing.subtracting(own), file, &findings)
      }
    }
  }
}

/// A call by its operation and its key.
private struct Use: Hashable {
  let operation: String
  let key: Template
}

extension BoundStep {
  /// The names under which its results are read: a `set` has several.
  fileprivate var resultNames: [String] {
    (body as? BoundSet)?.assignments.map { $0.syntax.name.value } ?? [name]
  }
}

extension ValueSyntax {
  /// The names that the expressions of a value read.
  var roots: Set<String> { Set(references.map { $0.root }) }

  /// What the expressions of a value read.
  var references: [Reference] { expressions.flatMap { $0.references } }

  /// The expressions of a value.
  var expressions: [ExpressionSyntax] {
    switch self {
    case .literal: []
    case .expression(let expression, _): [expression]
    case .text(let pieces, _):
      pieces.compactMap { piece in
        guard case .expression(let expression) = piece else { return nil }
        return expression
      }
    case .list(let values, _): values.flatMap { $0.expressions }
    case .object(let fields, _): fields.flatMap { $0.value.expressions }
    }
  }
}

extension Finding {
  fileprivate static func shared(_ first: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "this is the idempotency key of `\(first.name)` too, which calls the same operation",
      help: "put the step's name into the key, or leave it to the default",
      related: [.init(message: "the same key", file: file, range: first.place)])
  }

  fileprivate static func repeated(_ loop: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "every round of `\(loop.name)` has this idempotency key",
      help: "put `item` or `index` into the key, or leave it to the default",
      related: [.init(message: "the loop", file: file, range: loop.place)])
  }
}
