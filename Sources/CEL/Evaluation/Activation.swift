/// The values of the variables during one evaluation.
public protocol Activation {
  /// The value of the variable of that name; nil where it is not bound, which is an error to read.
  func value(named name: String) -> Value?
}

extension Dictionary: Activation where Key == String, Value == CEL.Value {
  /// The value under that name.
  public func value(named name: String) -> CEL.Value? { self[name] }
}
