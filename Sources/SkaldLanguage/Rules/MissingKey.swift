/// SK104, found while documents are decoded.
package struct MissingKey: Rule {
  package let code = "SK104"
  package let name = "missing-key"
  package let isAllowable = false
  package let summary = "a key is missing that its construct needs"
  package let finds = "A construct without a key that it means nothing without; shown at the construct's first key."
  package let matters = "There is no default that would be right."

  package let accepts = [
    """
    skald: 1
    saga: greet
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """
  ]
  package let rejects = [
    """
    ⟦skald⟧: 1
    saga: greet
    """,
    """
    skald: 1
    saga: greet
    steps:
      - { ⟦call⟧: greeter.hello, compensate: greeter.unsay }
    """,
  ]
}
