/// SK103, found while documents are decoded.
package struct WrongValue: Rule {
  package let code = "SK103"
  package let name = "wrong-value"
  package let isAllowable = false
  package let summary = "a value that its key does not take"
  package let finds =
    """
    A value of the wrong type, a word that is not one of those that the key takes, or a `schema` that is no JSON Schema.
    """
  package let matters = "There is no meaning to run. The message says which values there are."

  package let accepts = [
    """
    skald: 1
    saga: greet
    deadline: 1h30m
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: greet
    deadline: ⟦soon⟧
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """,
    """
    skald: 1
    saga: greet
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay, onUnknown: ⟦ignore⟧ }
    """,
    """
    skald: 1
    saga: greet
    input: { schema: { type: object, properties: { name: { type: ⟦text⟧ } } } }
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """,
  ]
}
