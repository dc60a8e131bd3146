import JSONSchema
import SkaldValue

@testable import SkaldEngine

/// Replies in a form that a test can compare with a word.
extension Reply? {
  var started: String? {
    guard case .started(let uid, let isNew) = self else { return nil }
    return isNew ? "\(uid) new" : uid
  }

  var isDuplicate: Bool? {
    guard case .received(let isDuplicate) = self else { return nil }
    return isDuplicate
  }

  var isNewCancel: Bool? {
    guard case .canceling(let isNew) = self else { return nil }
    return isNew
  }

  var error: EngineError? {
    guard case .refused(let error) = self else { return nil }
    return error
  }

  var refusal: EngineError.Code? { error?.code }
  var message: String { error?.message ?? "" }
  var paths: [String] { error?.errors.map(\.path) ?? [] }
}
