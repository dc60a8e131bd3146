/// The steps of a JSON Pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
package enum JSONPointer {
  /// The name that a step stands for: `~1` is `/`, and `~0` is `~`.
  package static func name(of step: Substring) -> String {
    var name = ""
    var isEscaped = false
    for scalar in step.unicodeScalars {
      if isEscaped {
        name += scalar == "1" ? "/" : scalar == "0" ? "~" : "~\(scalar)"
        isEscaped = false
      } else if scalar == "~" {
        isEscaped = true
      } else {
        name.unicodeScalars.append(scalar)
      }
    }
    return isEscaped ? name + "~" : name
  }
}

extension String {
  /// This JSON Pointer, one step longer.
  func appending(token: String) -> String {
    var pointer = self + "/"
    for scalar in token.unicodeScalars {
      switch scalar {
      case "~": pointer += "~0"
      case "/": pointer += "~1"
      default: pointer.unicodeScalars.append(scalar)
      }
    }
    return pointer
  }

  /// The steps of this JSON Pointer, which is empty or begins with `/`.
  var pointerTokens: [String] {
    split(separator: "/", omittingEmptySubsequences: false).dropFirst().map { JSONPointer.name(of: $0) }
  }

  /// This text with `%2F` and the like as the characters they stand for; nil where that is no text.
  var percentDecoded: String? {
    var bytes: [UInt8] = []
    var rest = Substring(self).utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let code = String(rest.prefix(2)).flatMap({ $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }) else {
        return nil
      }
      bytes.append(code)
      rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
