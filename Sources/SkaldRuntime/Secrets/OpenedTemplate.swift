package import SkaldCore
package import SkaldValue

/// A sealed template with its secrets in place, and what must not come back in an answer.
package struct OpenedTemplate: Sendable {
  /// The value to be sent.
  package let value: JSON
  /// Takes secrets out of answers.
  package let redactor: Redactor

  /// Opens a template.
  /// - Throws: ``SecretFault`` where a secret has no value, or an expression none with it.
  package init(_ sealed: SealedTemplate, _ source: any SecretSource) throws(SecretFault) {
    var secrets = JSONObject()
    for name in sealed.secrets { secrets[name] = .string(try source.secret(named: name).revealed) }
    do throws(OpeningFailure) {
      let opened = try sealed.open(secrets)
      value = opened.value
      redactor = Redactor(secrets.members.compactMap { $0.value.string } + opened.computed)
    } catch {
      throw SecretFault(message: error.message)
    }
  }
}

extension CallResult {
  /// What became of a call that could not be made for want of a secret.
  package init(_ fault: SecretFault) {
    self =
      fault.isPassing
      ? .retryable(effect: .none, notBefore: nil, message: fault.message)
      : .blocked(effect: .none, message: fault.message)
  }
}
