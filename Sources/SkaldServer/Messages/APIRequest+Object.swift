internal import SkaldValue

extension APIRequest {
  /// The body as an object with some of these fields; an empty one where there is no body.
  /// - Throws: ``Problem`` with the status 400.
  func object(knowing names: [String]) throws(Problem) -> JSONObject {
    guard !body.isEmpty else { return JSONObject() }
    guard let object = try json().object else { throw Problem.invalid("", "expected an object") }
    for name in object.names where !names.contains(name) {
      throw Problem.invalid(name, "unknown field; known are: \(names.joined(separator: ", "))")
    }
    return object
  }
}

extension JSONObject {
  /// A field that is a string; nil where there is none.
  func text(_ name: String) throws(Problem) -> String? {
    guard let value = self[name] else { return nil }
    guard let text = value.string else { throw Problem.invalid(name, "expected string, found \(value.kind)") }
    return text
  }

  /// A field that is a whole number; nil where there is none.
  func number(_ name: String) throws(Problem) -> Int? {
    guard let value = self[name] else { return nil }
    guard let number = value.int.flatMap({ Int(exactly: $0) }) else {
      throw Problem.invalid(name, "expected a whole number, found \(value.kind)")
    }
    return number
  }

  /// A field that is a list of strings; nil where there is none.
  func texts(_ name: String) throws(Problem) -> [String]? {
    guard let value = self[name] else { return nil }
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count else {
      throw Problem.invalid(name, "expected a list of strings")
    }
    return texts
  }

  /// A field that is true or false; false where there is none.
  func flag(_ name: String) throws(Problem) -> Bool {
    guard let value = self[name] else { return false }
    guard let flag = value.bool else { throw Problem.invalid(name, "expected true or false, found \(value.kind)") }
    return flag
  }
}
