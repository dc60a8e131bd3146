/// The shapes of sagas in which defects are hidden: each charges a card at some place, and something behind it may say no.
enum Structure: String, CaseIterable {
  case sequence, pivot, parallel, wide, race, list, scope, subSaga, choice, check

  var text: String {
    switch self {
    case .sequence:
      head + """
          - { step: reserve, call: stock.reserve, compensate: stock.release }
          - { step: charge, call: bank.charge, compensate: bank.refund }
          - { step: ship, call: post.ship, compensate: post.stop }
        """
    case .pivot:
      head + """
          - { step: charge, call: bank.charge, compensate: bank.refund }
          - { step: ship, call: post.ship, pivot: true }
          - { step: tell, call: post.tell }
        """
    case .parallel:
      head + """
          - parallel: both
            branches:
              goods: [ { step: reserve, call: stock.reserve, compensate: stock.release } ]
              money: [ { step: charge, call: bank.charge, compensate: bank.refund } ]
        """
    case .wide:
      head + """
          - parallel: all
            branches:
              goods: [ { step: reserve, call: stock.reserve, compensate: stock.release } ]
              money: [ { step: charge, call: bank.charge, compensate: bank.refund } ]
              way: [ { step: ship, call: post.ship, compensate: post.stop } ]
              word: [ { step: tell, call: post.tell } ]
        """
    case .race:
      head + """
          - parallel: fastest
            need: any
            branches:
              goods: [ { step: reserve, call: stock.reserve, compensate: stock.release } ]
              money: [ { step: charge, call: bank.charge, compensate: bank.refund } ]
        """
    case .list:
      head + """
          - each: purse
            in: input.purses
            key: ${item}
            atMost: 2
            steps:
              - { step: charge, call: bank.charge, with: { id: "${item}" }, compensate: bank.refund }
        """
    case .scope:
      head + """
          - scope: attempt
            steps:
              - { step: charge, call: bank.charge, compensate: bank.refund }
              - { step: ship, call: post.ship, compensate: post.stop }
            catch: { no_address: { steps: [ { step: reserve, call: stock.reserve, compensate: stock.release } ], then: continue } }
        """
    case .subSaga:
      """
      skald: 1
      saga: pay
      input: { id: string }
      steps:
        - { step: charge, call: bank.charge, compensate: bank.refund }
      ---

      """ + head + """
          - { saga: pay, step: pay, with: { id: "${input.id}" } }
          - { step: ship, call: post.ship, compensate: post.stop }
        """
    case .choice:
      head + """
          - choose: how
            cases:
              - { if: input.byCard, steps: [ { step: charge, call: bank.charge, compensate: bank.refund } ] }
              - steps: [ { step: reserve, call: stock.reserve, compensate: stock.release } ]
          - { step: ship, call: post.ship, compensate: post.stop }
        """
    case .check:
      head + """
          - { step: charge, call: bank.charge, check: bank.lookup, compensate: bank.refund }
          - { step: ship, call: post.ship, compensate: post.stop }
        """
    }
  }

  /// Three branches side by side, few enough to be explored as a whole.
  static let three =
    head + """
        - parallel: all
          branches:
            goods: [ { step: reserve, call: stock.reserve, compensate: stock.release } ]
            money: [ { step: charge, call: bank.charge, compensate: bank.refund } ]
            word: [ { step: tell, call: post.tell } ]
      """

  private var head: String { Self.head }

  private static var head: String {
    """
    skald: 1
    saga: shop
    input: { id: string, byCard: bool, purses: [string] }
    key: ${input.id}
    steps:

    """
  }
}
