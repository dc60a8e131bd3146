/// SK105, found while documents are decoded.
package struct MalformedName: Rule {
  package let code = "SK105"
  package let name = "malformed-name"
  package let isAllowable = false
  package let summary = "a name that does not have the form of its kind"
  package let finds = """
    Sagas, services, entities and policies are named `like-this`; steps, operations and fields `likeThis`, so that \
    expressions can read them; events `like.this.v1`. A step has no name that expressions use for something else, and \
    no two steps share one.
    """
  package let matters = "Names are part of keys, topics, addresses and expressions; one form fits them all."

  package let accepts = [
    """
    skald: 1
    saga: greet-all
    steps:
      - { step: sayHello, call: greeter.hello, compensate: greeter.unsay }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: ⟦GreetAll⟧
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """,
    """
    skald: 1
    saga: greet
    steps:
      - { step: ⟦input⟧, call: greeter.hello, compensate: greeter.unsay }
    """,
  ]
}
