internal import HTTPTypes

/// Access by a name as it is written.
extension HTTPFields {
  /// The values of a field, in order.
  func values(of name: String) -> [String] { HTTPField.Name(name).map { self[values: $0] } ?? [] }

  /// Sets a field to one value.
  mutating func set(_ name: String, _ value: String) {
    guard let name = HTTPField.Name(name) else { return }
    self[name] = value
  }
}
