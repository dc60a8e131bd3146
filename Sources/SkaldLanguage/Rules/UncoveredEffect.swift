import SkaldCore
import SkaldDiagnostics

/// SK507.
package struct UncoveredEffect: Rule {
  package let code = "SK507"
  package let name = "uncovered-effect"
  package let summary = "an effect stays, or is undone twice, on a path on which it should be gone"
  package let finds = """
    The saga is followed along every way that answers, refusals, lost answers, cancel and deadline can take. Found is \
    a step whose effect stays when the saga comes to the end `compensated`, or when a scope or a branch is given up: \
    it lies after a pivot that this path does not pass, it is in a part that can be given up although the pivot has \
    passed, or its undo calls what changes nothing. Found is a step, too, that is undone twice: by its own undo, and by \
    a call of the same operation with the same arguments. The shortest path is told. Effects that an author lets stay \
    with `compensate: none` are left out, and those that SK501 finds.
    """
  package let matters = """
    The customer gets a parcel for an order that does not exist any more, or the money back twice, and no log has an \
    error in it.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int, paid: bool }
    steps:
      - { step: reserve, call: stock.reserve, compensate: stock.release }
      - { step: charge, call: payment.charge, pivot: true, if: "!input.paid" }
      - { step: ship, call: delivery.request, compensate: delivery.recall }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - parallel: courier
        need: any
        branches:
          fast: [ { step: bike, call: bikes.book, compensate: bikes.cancel } ]
          cheap: [ { step: van, call: vans.book, compensate: vans.cancel } ]
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int, paid: bool }
    steps:
      - { step: reserve, call: stock.reserve, compensate: stock.release }
      - { step: charge, call: payment.charge, pivot: true, if: "!input.paid" }
      - { step: ⟦ship⟧, call: delivery.request }
    """,
    """
    skald: 1
    saga: order
    steps:
      - { step: charge, call: payment.charge, pivot: true }
      - scope: van
        steps:
          - { step: ⟦hold⟧, call: vans.hold }
          - { step: drive, call: drivers.book, compensate: drivers.cancel }
        catch: { other: { steps: [ { step: post, call: post.send } ] } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: charge, call: payment.charge, compensate: ⟦payment.status⟧ }
      - { step: ship, call: delivery.request, pivot: true }
    ---
    skald: 1
    services:
      payment: { charge: { in: { id: int } }, status: { in: { id: int }, effect: false } }
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - { step: charge, call: payment.charge, compensate: payment.refund }
      - step: ship
        call: delivery.request
        compensate: delivery.recall
        catch:
          unserviceable:
            steps: [ { step: ⟦giveBack⟧, call: payment.refund, compensate: none, because: it is the undo } ]
            then: compensate
    ---
    skald: 1
    services:
      payment: { charge: { in: { id: int } }, refund: { in: { id: int }, keyTTL: forever } }
      delivery: { request: { in: { id: int }, refuses: [unserviceable] }, recall: { in: { id: int }, idempotent: natural } }
    """,
  ]

  package func check(_ exploration: Exploration, of saga: BoundSaga, into findings: inout Findings) {
    for leak in exploration.leaks {
      guard let step = saga.allSteps.first(where: { $0.id == leak.step }) else { continue }
      switch leak.kind {
      case .left(.noUndo): findings.report(.notUndone(leak), at: step.place)
      case .left(.idle(let operation)): findings.report(.idle(leak, operation), at: step.undoPlace)
      case .left(.sameCall): findings.report(.again(leak), at: step.undoPlace)
      case .undoneTwice(let other):
        guard let undoer = saga.allSteps.first(where: { $0.id == other }) else { continue }
        findings.report(.twice(leak, step, saga.file), at: undoer.place)
      }
    }
    if !exploration.isComplete, saga.mayLeaveEffects { findings.report(.tooMany, at: saga.syntax.range) }
  }
}

extension BoundStep {
  /// Where its undo is named; in a sub-saga the step that runs that.
  fileprivate var undoPlace: SourceRange { call?.undo.calls.first?.syntax.operation.range ?? place }
}

extension Exploration.Leak {
  /// Where it shows.
  fileprivate var end: String { part.map { "`\($0)` is given up" } ?? "the saga ends `compensated`" }
}

extension Finding {
  fileprivate static func notUndone(_ leak: Exploration.Leak) -> Finding {
    Finding(
      message: "`\(leak.title)` is not undone where \(leak.end)", label: "its effect stays",
      help: leak.part == nil
        ? "this path does not pass the pivot: add `compensate`, or `compensate: none` with `because`"
        : "add `compensate`, or `compensate: none` with `because`",
      path: leak.path)
  }

  fileprivate static func idle(_ leak: Exploration.Leak, _ operation: String) -> Finding {
    Finding(
      message: "`\(leak.title)` is not undone where \(leak.end): `\(operation)` changes nothing",
      label: "declared `effect: false`",
      help: "undo it by an operation that takes it back, or take `effect: false` from the contract", path: leak.path)
  }

  fileprivate static func again(_ leak: Exploration.Leak) -> Finding {
    Finding(
      message: "`\(leak.title)` is not undone where \(leak.end): its undo is the same call again",
      help: "undo it by an operation that takes it back, or give that other arguments", path: leak.path)
  }

  fileprivate static func twice(_ leak: Exploration.Leak, _ step: BoundStep, _ file: String) -> Finding {
    Finding(
      message: "this undoes `\(leak.title)`, which its own undo does again",
      help: "leave it to the undo, or declare the operation `idempotent: natural`",
      related: [.init(message: "undone by itself", file: file, range: step.place)], path: leak.path)
  }

  fileprivate static var tooMany: Finding {
    Finding(
      message:
        "the saga has more paths than are followed: whether its effects are undone is checked on the first alone",
      severity: .note)
  }
}
