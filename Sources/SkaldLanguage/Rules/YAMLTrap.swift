/// SK102, found while YAML is read.
package struct YAMLTrap: Rule {
  package let code = "SK102"
  package let name = "yaml-trap"
  package let isAllowable = false
  package let summary = "a text that YAML reads otherwise than its author meant"
  package let finds = """
    A key that is written twice; `on`, `off`, `yes` and `no`, which many parsers read as truth values; an expression \
    that YAML cuts at ` #`, splits at `: `, or reads as a tag, an alias, a list or a mapping.
    """
  package let matters = "YAML reads on without a word, and the saga does something else than its text says."

  package let accepts = [
    """
    skald: 1
    saga: greet
    input: { vip: bool }
    steps:
      - { step: hello, call: greeter.hello, if: "!input.vip", compensate: greeter.unsay }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: greet
    steps:
      - step: hello
        call: greeter.hello
        compensate: greeter.unsay
        ⟦call⟧: greeter.shout
    """,
    """
    skald: 1
    saga: greet
    steps:
      - step: hello
        call: greeter.hello
        with: { loud: ⟦yes⟧ }
        compensate: greeter.unsay
    """,
  ]
}
