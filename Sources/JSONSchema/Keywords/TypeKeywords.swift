import SkaldValue

extension KeywordCatalog {
  /// `type`, `enum` and `const`.
  static let types: [KeywordRule] = [
    KeywordRule("type", .validation) { source, reader throws(SchemaFault) in
      var names = [source.value.string].compactMap { $0 }
      if names.isEmpty { names = try reader.texts(source) }
      let types = names.compactMap { TypeKeyword.Kind(rawValue: $0) }
      guard types.count == names.count, !types.isEmpty else {
        let all = TypeKeyword.Kind.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        throw reader.fault(source, "expected one of \(all), or a list of them")
      }
      return TypeKeyword(kinds: types)
    },
    KeywordRule("enum", .validation) { source, reader throws(SchemaFault) in
      guard let values = source.value.array else { throw reader.fault(source, "expected a list of values") }
      return EnumKeyword(values)
    },
    KeywordRule("const", .validation) { source, _ in EnumKeyword([source.value]) },
  ]
}

struct TypeKeyword: Keyword {
  enum Kind: String, Sendable, CaseIterable {
    case null, boolean, integer, number, string, array, object

    /// The word of the language for it.
    var noun: String {
      switch self {
      case .boolean: "bool"
      case .integer: "int"
      case .array: "list"
      case .null, .number, .string, .object: rawValue
      }
    }

    func fits(_ value: JSON) -> Bool {
      switch (self, value) {
      case (.null, .null), (.boolean, .bool), (.integer, .int), (.number, .int), (.number, .double),
        (.string, .string), (.array, .array), (.object, .object):
        true
      case (.integer, .double(let number)): number == number.rounded()
      default: false
      }
    }
  }

  let kinds: [Kind]

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    if kinds.contains(where: { $0.fits(value) }) { return true }
    return try run.reject(
      "expected \(kinds.map(\.noun).joined(separator: " or ")), found \(value.kind)", frame)
  }
}

/// `enum`, and `const` as one of a single value.
struct EnumKeyword: Keyword {
  /// Longer lists are cut in messages.
  private static let shownMax = 10

  private let identities: Set<[UInt8]>
  /// Whether a list or an object is among them; else none has to be walked.
  private let hasCollection: Bool
  private let shown: String
  /// The values where all are texts, integers, or true and false: of those alone the shorthand has lists.
  let scalars: [JSON]?

  init(_ values: [JSON]) {
    identities = Set(values.map(\.identity))
    let whole = values.map(\.withoutFraction)
    scalars = whole.allSatisfy { $0.string != nil || $0.int != nil || $0.bool != nil } && !whole.isEmpty ? whole : nil
    hasCollection = values.contains(where: \.isCollection)
    let texts = values.prefix(Self.shownMax).map(\.text) + (values.count > Self.shownMax ? ["…"] : [])
    shown = values.count == 1 ? texts[0] : "one of " + texts.joined(separator: ", ")
  }

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    if hasCollection || !value.isCollection {
      let identity = value.identity
      try run.spend(identity.count)
      if identities.contains(identity) { return true }
    }
    return try run.reject("expected \(shown)", frame)
  }
}
