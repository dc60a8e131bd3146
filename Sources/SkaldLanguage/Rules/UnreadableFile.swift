/// SK100, found while files are read.
package struct UnreadableFile: Rule {
  package let code = "SK100"
  package let name = "unreadable-file"
  package let isAllowable = false
  package let summary = "a file that cannot be read: broken YAML, a broken limit, or no document of Skald"
  package let finds = """
    Text that is no YAML, a file that is larger, deeper or expands further than the limits allow, and a document that \
    does not begin with `skald: 1` and its kind.
    """
  package let matters = """
    Nothing in such a document can be checked or run. The limits keep a hostile file from taking the machine.
    """

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
    skald: ⟦2⟧
    saga: greet
    steps:
      - { step: hello, call: greeter.hello, compensate: greeter.unsay }
    """,
    """
    skald: 1
    ⟦sage⟧: greet
    """,
  ]
}
