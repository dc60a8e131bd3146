extension FunctionCatalog {
  /// `join`, `split` and `replace`.
  static let stringListMethods: [Function] = [
    method("join", [.init([.list(.string)], .string), .init([.list(.string), .string], .string)]) {
      arguments, meter throws(Failure) in
      guard (1...2).contains(arguments.count), case .list(let elements) = arguments[0] else { return nil }
      var separator = ""
      if arguments.count == 2 {
        guard case .string(let text) = arguments[1] else { return nil }
        separator = text
      }
      var out = ""
      for (index, element) in elements.enumerated() {
        guard case .string(let text) = element else { return nil }
        if index > 0 { out += separator }
        out += text
        try meter.charge(separator.utf8.count + text.utf8.count + Meter.unitsPerStep)
      }
      return .string(out)
    },
    method("split", [.init([.string, .string], .list(.string)), .init([.string, .string, .int], .list(.string))]) {
      arguments, meter throws(Failure) in
      guard (2...3).contains(arguments.count),
        case (.string(let text), .string(let separator)) = (arguments[0], arguments[1]),
        let limit = limit(arguments, at: 2)
      else { return nil }
      let parts = try parts(of: text, separator, limit: limit, &meter)
      return .list(parts.map { .string($0) })
    },
    method(
      "replace",
      [.init([.string, .string, .string], .string), .init([.string, .string, .string, .int], .string)]
    ) { arguments, meter throws(Failure) in
      guard (3...4).contains(arguments.count),
        case (.string(let text), .string(let old), .string(let new)) = (arguments[0], arguments[1], arguments[2]),
        let limit = limit(arguments, at: 3)
      else { return nil }
      // An empty text stands between all code points and at both ends.
      let isEverywhere = old.isEmpty && limit != 0
      var parts = try parts(of: text, old, limit: limit < 0 ? -1 : limit + (isEverywhere ? 0 : 1), &meter)
      if isEverywhere {
        parts.insert("", at: 0)
        if limit < 0 || parts.count <= limit { parts.append("") }
      }
      try meter.produce(text.utf8.count + parts.count * new.utf8.count)
      return .string(parts.joined(separator: new))
    },
  ]

  /// The number of parts or replacements, without bound where it is negative; nil for another type.
  private static func limit(_ arguments: [Value], at index: Int) -> Int? {
    guard arguments.count > index else { return -1 }
    guard case .int(let limit) = arguments[index] else { return nil }
    return limit < 0 ? -1 : Int(min(limit, Int64(Int32.max)))
  }

  /// Cuts `text` at each `separator` into at most `limit` parts, or at each code point where the separator is empty.
  private static func parts(of text: String, _ separator: String, limit: Int, _ meter: inout Meter) throws(Failure)
    -> [String]
  {
    guard limit != 0 else { return [] }
    let scalars = try meter.scalars(of: text)
    let pattern = try meter.scalars(of: separator)
    let search = Search(pattern)
    var parts: [String] = []
    var start = 0
    while limit < 0 || parts.count < limit - 1 {
      let place =
        pattern.isEmpty ? (start + 1 < scalars.count ? start + 1 : nil) : search.first(in: scalars, from: start)
      guard let place else { break }
      try meter.step()
      parts.append(String(scalars[start..<place]))
      start = place + pattern.count
    }
    parts.append(String(scalars[start...]))
    return parts
  }
}
