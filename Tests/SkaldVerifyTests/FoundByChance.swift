/// Sagas in which random search found something although they are sound, in their smallest form.
///
/// Each names what was wrong: the machine, or the verification.
enum FoundByChance: String, CaseIterable {
  /// The machine undid a step of a part that nothing was on its way to any more, before a later step outside of it.
  case undoInsidePart
  /// The verification took an undo that goes on, of a branch that was given up, for one that comes too early.
  case undoBesideTheRest
  /// The machine repeated what must not be repeated, since there is no way back.
  case unrepeatableAfterPivot, unrepeatablePivot
  /// The verification took one key under two operations for a repeat.
  case keyOfTwoOperations
  /// The machine took a failure that was caught inside of an alternative for the one that led into it.
  case alternativeInAlternative
  /// The verification took the sample of a list for one without items, and made up items that no sub-saga takes.
  case answerBehindOutput

  var text: String {
    switch self {
    case .undoInsidePart:
      saga(
        """
          - scope: part
            steps:
              - { step: hold, call: shop.hold, compensate: shop.free }
              - { step: pay, call: shop.pay, compensate: shop.back }
            catch: { other: { then: compensate } }
          - { step: ship, call: shop.ship, compensate: shop.stop }
        """)
    case .undoBesideTheRest:
      saga(
        """
          - parallel: fastest
            need: any
            branches:
              a: [ { step: rent, call: shop.rent, compensate: shop.free } ]
              b: [ { step: pay, call: shop.pay, compensate: shop.back } ]
          - { step: ship, call: shop.ship, compensate: shop.stop }
        """)
    case .unrepeatableAfterPivot:
      saga(
        """
          - { step: charge, call: shop.charge, pivot: true }
          - { step: print, call: shop.print, retry: { attempts: 1 } }
        """)
    case .unrepeatablePivot: saga("  - { step: print, call: shop.print, pivot: true, retry: { attempts: 1 } }")
    case .keyOfTwoOperations:
      saga(
        """
          - { step: rent, call: shop.rent, idempotencyKey: "order-${saga.id}", compensate: shop.free }
          - { step: pay, call: shop.pay, idempotencyKey: "order-${saga.id}", compensate: shop.back }
        """)
    case .alternativeInAlternative:
      saga(
        """
          - { step: charge, call: shop.charge, pivot: true }
          - scope: part
            steps:
              - step: wrap
                call: shop.wrap
                catch:
                  sold_out:
                    steps:
                      - step: box
                        call: shop.box
                        catch: { no_box: { steps: [ { step: look, call: shop.look } ], then: continue } }
                    then: compensate
            catch: { sold_out: { steps: [ { step: tell, call: shop.look } ], then: continue } }
        """)
    case .answerBehindOutput:
      """
      skald: 1
      saga: question
      input: { id: string }
      output: { count: "${answer.count}" }
      steps:
        - { ask: answer, who: somebody, answer: { count: int }, timeout: 2d }
      ---

      """
        + saga(
          """
            - each: asked
              in: input.items
              steps:
                - { saga: question, step: told, with: { id: "${item}" } }
                - { step: look, call: shop.look, if: told.count > 3 }
          """)
    }
  }

  private func saga(_ steps: String) -> String {
    """
    skald: 1
    saga: found
    input: { id: string, items: [string] }
    steps:
    \(steps)
    ---
    skald: 1
    services:
      shop:
        hold: { refuses: [sold_out], idempotent: natural }
        rent: { refuses: [sold_out] }
        free: { idempotent: natural }
        pay: { refuses: [declined] }
        back: { idempotent: natural }
        ship: { refuses: [no_address] }
        stop: { idempotent: natural }
        print: { idempotent: never }
        look: { effect: false }
        charge: { keyTTL: forever }
        wrap: { refuses: [sold_out], keyTTL: forever }
        box: { refuses: [no_box], effect: false }
    """
  }
}
