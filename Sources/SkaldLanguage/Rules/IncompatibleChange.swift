import SkaldDiagnostics

/// SK901.
package struct IncompatibleChange: Rule {
  package let code = "SK901"
  package let name = "incompatible-change"
  package let summary = "a change that instances which run cannot follow"
  package let finds = """
    A new version of a saga without a step of the old one, with its steps in another order, with another kind, undo or \
    result of a step, with another business key, or with an input that takes less. `skald diff OLD NEW` finds it; below, \
    the old version stands above the new one.
    """
  package let matters = """
    An instance that is past the change stands at a place which the new version does not have, or would be undone by \
    other calls than those that fit what it did. Such instances go on by the version that they began with.
    """
  package let isAllowable = false

  package let accepts = [
    """
    skald: 1
    saga: order
    version: 1
    steps:
      - { step: pack, call: stock.pack, compensate: stock.unpack }
      - { step: ship, call: post.ship, pivot: true }
    ---
    skald: 1
    saga: order
    version: 2
    steps:
      - { step: pack, call: stock.pack, compensate: stock.unpack, timeout: 1m }
      - { step: ship, call: post.ship, pivot: true }
      - { step: thank, call: mail.send, optional: true }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    version: 1
    steps:
      - { step: ⟦pack⟧, call: stock.pack, compensate: stock.unpack }
      - { step: ship, call: post.ship, pivot: true }
    ---
    skald: 1
    saga: order
    version: 2
    steps:
      - { step: ship, call: post.ship, pivot: true }
    """
  ]
}
