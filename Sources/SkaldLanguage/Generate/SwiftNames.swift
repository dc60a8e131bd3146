/// Makes Swift names of the names of contracts, each once.
struct SwiftNames {
  private var taken: Set<String> = []

  /// A type's name made of the words of several names: `payment`, `charge` → `PaymentCharge`.
  mutating func type(_ names: String...) -> String {
    var name = names.map { Self.words($0).map(Self.capitalized).joined() }.joined()
    if name.isEmpty || name.first?.isNumber == true { name = "Type" + name }
    return once(name)
  }

  /// A member's name: `card_declined` → `cardDeclined`.
  mutating func member(_ name: String) -> String { Self.escaped(once(Self.plain(name))) }

  /// The name in the form of a member.
  private static func plain(_ name: String) -> String {
    let words = words(name)
    guard let first = words.first else { return "value" }
    let isShouted = first.count > 1 && first.allSatisfy { !$0.isLowercase }
    let start = isShouted ? first.lowercased() : first.prefix(1).lowercased() + first.dropFirst()
    let rest = words.dropFirst().map { word in
      capitalized(word.allSatisfy { !$0.isLowercase } ? word.lowercased() : word)
    }
    let plain = start + rest.joined()
    return plain.first?.isNumber == true ? "value" + plain : plain
  }

  private static func words(_ name: String) -> [String] {
    name.split { !$0.isLetter && !$0.isNumber || !$0.isASCII }.map(String.init)
  }

  private static func capitalized(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private mutating func once(_ name: String) -> String {
    var candidate = name
    var number = 2
    while !taken.insert(candidate).inserted {
      candidate = "\(name)\(number)"
      number += 1
    }
    return candidate
  }

  /// A name that is a word of the language stands in backticks.
  static func escaped(_ name: String) -> String { keywords.contains(name) ? "`\(name)`" : name }

  private static let keywords: Set<String> = [
    "as", "associatedtype", "break", "case", "catch", "class", "continue", "default", "defer", "deinit", "do", "else",
    "enum", "extension", "fallthrough", "false", "fileprivate", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "internal", "is", "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw", "throws", "true", "try",
    "typealias", "var", "where", "while",
  ]
}
