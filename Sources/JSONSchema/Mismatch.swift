/// A place where a value breaks a JSON Schema.
public struct Mismatch: Sendable, Hashable {
  /// The place in the value, such as `items[2].sku`; empty for the value itself.
  public let path: String
  /// The place in the value as a [JSON Pointer](https://www.rfc-editor.org/rfc/rfc6901).
  public let pointer: String
  /// The keyword that the value breaks, as the document's name and a JSON Pointer, such as `#/properties/age/type`.
  public let schema: String
  /// What was expected and what was found, as one clause that never shows the value.
  public let message: String
}

/// A step from a value to a part of it.
enum PathStep: Sendable {
  case name(String)
  case index(Int)
}

extension [PathStep] {
  var path: String {
    var path = ""
    for step in self {
      switch step {
      case .name(let name): path += path.isEmpty ? name : "." + name
      case .index(let index): path += "[\(index)]"
      }
    }
    return path
  }

  var pointer: String {
    var pointer = ""
    for step in self {
      switch step {
      case .name(let name): pointer = pointer.appending(token: name)
      case .index(let index): pointer += "/\(index)"
      }
    }
    return pointer
  }
}
