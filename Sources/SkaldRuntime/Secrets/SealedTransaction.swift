package import SkaldCore

/// Puts the secrets into the arguments of a transaction right before it runs, and takes them out of the answer.
package struct SealedTransaction: TransactionHandler {
  private let handler: any TransactionHandler
  private let source: any SecretSource

  /// Stands before a handler.
  package init(_ handler: any TransactionHandler, _ source: any SecretSource) {
    self.handler = handler
    self.source = source
  }

  package func perform(_ call: HandlerCall, in transaction: StoreTransaction) -> CallResult {
    guard let sealed = call.invocation.sealed else { return handler.perform(call, in: transaction) }
    let opened: OpenedTemplate
    do throws(SecretFault) {
      opened = try OpenedTemplate(sealed, source)
    } catch {
      return CallResult(error)
    }
    var call = call
    call.invocation.arguments = opened.value
    call.invocation.sealed = nil
    return opened.redactor.redacted(handler.perform(call, in: transaction))
  }
}
