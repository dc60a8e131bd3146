/// SK101, found while documents are decoded.
package struct UnknownKey: Rule {
  package let code = "SK101"
  package let name = "unknown-key"
  package let isAllowable = false
  package let summary = "a key that the language does not know in this place"
  package let finds = """
    A key that its construct does not have, with the nearest one that it has, or with the construct that the key \
    belongs to.
    """
  package let matters = "A mistyped key would be ignored in silence: a step without its undo, a wait without its end."

  package let accepts = [
    """
    skald: 1
    saga: greet
    steps:
      - { step: hello, call: greeter.hello, timeout: 5s, compensate: greeter.unsay }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: greet
    steps:
      - { step: hello, call: greeter.hello, ⟦timeot⟧: 5s, compensate: greeter.unsay }
    """,
    """
    skald: 1
    saga: greet
    steps:
      - { ⟦cal⟧: greeter.hello, step: hello, compensate: greeter.unsay }
    """,
  ]
}
