import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  /// An operation's name, `service.action`.
  mutating func operation(_ node: YAMLNode?, for key: String) -> Located<String>? {
    guard let node, let name = text(node, for: key) else { return nil }
    let parts = name.value.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, NameForm.dashed.accepts(parts[0]), NameForm.identifier.accepts(parts[1]) else {
      reportWrong(node, expected: "an operation as service.action, such as payment.charge", for: key)
      return nil
    }
    return name
  }

  /// The value of `compensate`: an operation, a call, several calls, or `none`.
  mutating func undo(_ node: YAMLNode?) -> UndoSyntax? {
    guard let node else { return nil }
    if node.text == "none" { return UndoSyntax.none(at: node.range) }
    if let items = node.items {
      var calls: [UndoCallSyntax] = []
      for item in items {
        if let call = undoCall(item) { calls.append(call) }
      }
      return .calls(calls)
    }
    return .calls(undoCall(node).map { [$0] } ?? [])
  }

  private mutating func undoCall(_ node: YAMLNode) -> UndoCallSyntax? {
    guard node.entries != nil else {
      return operation(node, for: "compensate").map { UndoCallSyntax(operation: $0) }
    }
    guard let fields = fields(node, KeyCatalog.undo, for: "compensate"),
      let operation = operation(fields["call"], for: "call")
    else { return nil }
    var call = UndoCallSyntax(operation: operation)
    call.arguments = fields["with"].map { fieldValues($0, for: "with") }
    call.retry = retry(fields["retry"])
    call.timeout = duration(fields["timeout"], for: "timeout")
    call.emits = emissions(fields["emits"], for: "emits")
    return call
  }
}
