/// Writes a text between quotes, so that YAML reads it as it stands.
enum Quoting {
  static func quoted(_ text: String) -> String {
    let needsSingle = text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
    guard needsSingle else { return "\"\(text)\"" }
    var out = "'"
    for scalar in text.unicodeScalars {
      if scalar == "'" { out += "'" }
      out.unicodeScalars.append(scalar)
    }
    return out + "'"
  }
}
