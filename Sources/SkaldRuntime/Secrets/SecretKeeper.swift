package import SkaldCore

/// Puts the secrets into the arguments of a call right before its handler has them, and takes them out of the answer.
///
/// It is made for calls that need secrets and for no other, so that those that need none cost nothing.
package struct SecretKeeper: Handler {
  private let handler: any Handler
  private let source: any SecretSource

  /// Stands before a handler. It is never immediate: to ask for a secret may mean to read a file.
  package init(_ handler: any Handler, _ source: any SecretSource) {
    self.handler = handler
    self.source = source
  }

  package var reports: Bool { handler.reports }
  package var runsInProcess: Bool { handler.runsInProcess }

  package func perform(_ call: HandlerCall) async -> CallResult {
    guard let sealed = call.invocation.sealed else { return await handler.perform(call) }
    let opened: OpenedTemplate
    do throws(SecretFault) {
      opened = try OpenedTemplate(sealed, source)
    } catch {
      return CallResult(error)
    }
    var call = call
    call.invocation.arguments = opened.value
    call.invocation.sealed = nil
    return opened.redactor.redacted(await handler.perform(call))
  }
}
