/// A reference to a document ([RFC 3986](https://www.rfc-editor.org/rfc/rfc3986)), such as `../common.json#/$defs/id`.
///
/// A base may be relative, too: documents of a project are named by their paths in it.
struct URIReference: Sendable, Hashable {
  private var scheme: String?
  private var authority: String?
  private var path: String
  private var query: String?
  /// What stands behind `#`; nil where there is none.
  var fragment: String?

  init(_ text: String) {
    var rest = Substring(text)
    fragment = Self.cut(&rest, behind: "#")
    query = Self.cut(&rest, behind: "?")
    if let colon = rest.firstIndex(of: ":"), Self.isScheme(rest[..<colon]) {
      scheme = String(rest[..<colon])
      rest = rest[rest.index(after: colon)...]
    }
    if rest.hasPrefix("//") {
      rest = rest.dropFirst(2)
      let end = rest.firstIndex(of: "/") ?? rest.endIndex
      authority = String(rest[..<end])
      rest = rest[end...]
    }
    path = String(rest)
  }

  private static func cut(_ text: inout Substring, behind mark: Character) -> String? {
    guard let index = text.firstIndex(of: mark) else { return nil }
    defer { text = text[..<index] }
    return String(text[text.index(after: index)...])
  }

  private static func isScheme(_ text: Substring) -> Bool {
    guard let first = text.utf8.first, Character(Unicode.Scalar(first)).isLetter else { return false }
    return text.utf8.allSatisfy { byte in
      let character = Character(Unicode.Scalar(byte))
      return byte < 0x80
        && (character.isLetter || character.isNumber || character == "+" || character == "-" || character == ".")
    }
  }

  /// Whether it begins with a scheme such as `https:`.
  var hasScheme: Bool { scheme != nil }

  /// The reference without its fragment, as text.
  var document: String {
    (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
  }

  /// What `reference` means in a document that is called this (RFC 3986, 5.2.2).
  func resolving(_ reference: URIReference) -> URIReference {
    var target = reference
    guard reference.scheme == nil else { return target }
    target.scheme = scheme
    guard reference.authority == nil else { return target }
    target.authority = authority
    if reference.path.isEmpty {
      target.path = path
      target.query = reference.query ?? query
    } else if reference.path.hasPrefix("/") {
      target.path = Self.withoutDots(reference.path)
    } else {
      target.path = Self.withoutDots(folder + reference.path)
    }
    return target
  }

  /// The path up to its last `/`.
  private var folder: String {
    guard let slash = path.lastIndex(of: "/") else { return authority == nil ? "" : "/" }
    return String(path[...slash])
  }

  /// The path without `.` and `..`; those that lead out of a relative path stay, and so name nothing.
  private static func withoutDots(_ path: String) -> String {
    let isRooted = path.hasPrefix("/")
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(isRooted ? 1 : 0)
    var kept: [Substring] = []
    for part in parts {
      switch part {
      case ".": continue
      case ".." where kept.last.map { $0 != ".." } ?? isRooted: _ = kept.popLast()
      default: kept.append(part)
      }
    }
    if let last = parts.last, last == "." || last == "..", kept.last != "" { kept.append("") }
    return (isRooted ? "/" : "") + kept.joined(separator: "/")
  }
}
