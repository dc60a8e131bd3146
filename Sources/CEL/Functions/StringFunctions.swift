extension FunctionCatalog {
  /// Functions on texts that are not methods.
  static let stringFunctions: [Function] = [
    matches,
    Function(
      "strings.quote", [.init([.string], .string)],
      .one { value, meter throws(Failure) in
        guard case .string(let text) = value else { throw function("strings.quote", rejects: [value]) }
        try meter.produce(text.utf8.count)
        return .string(text.quotedLiteral)
      }),
  ]

  /// The methods of the strings extension. Positions count Unicode code points.
  static let stringMethods: [Function] =
    [
      mapping("lowerAscii") { $0.mapASCII(from: "A"..."Z") },
      mapping("upperAscii") { $0.mapASCII(from: "a"..."z") },
      mapping("trim") { $0.trimmed },
      mapping("reverse") { text in
        var out = String.UnicodeScalarView()
        out.append(contentsOf: text.unicodeScalars.reversed())
        return String(out)
      },
      method("charAt", [.init([.string, .int], .string)]) { arguments, meter throws(Failure) in
        guard arguments.count == 2, case (.string(let text), .int(let position)) = (arguments[0], arguments[1]) else {
          return nil
        }
        let scalars = try meter.scalars(of: text)
        let index = try position.index(in: scalars)
        return .string(index == scalars.count ? "" : String(Character(scalars[index])))
      },
      method("substring", [.init([.string, .int], .string), .init([.string, .int, .int], .string)]) {
        arguments, meter throws(Failure) in
        guard (2...3).contains(arguments.count),
          case (.string(let text), .int(let start)) = (arguments[0], arguments[1])
        else { return nil }
        let scalars = try meter.scalars(of: text)
        let lower = try start.index(in: scalars)
        var upper = scalars.count
        if arguments.count == 3 {
          guard case .int(let end) = arguments[2] else { return nil }
          upper = try end.index(in: scalars)
        }
        guard lower <= upper else { throw Failure(.invalidArgument, "the start of a substring is after its end") }
        return .string(String(scalars[lower..<upper]))
      },
      method("indexOf", found) { arguments, meter throws(Failure) in
        guard let (text, part, start) = try search(arguments, &meter) else { return nil }
        return .int(Int64(Search(part).first(in: text, from: start ?? 0) ?? -1))
      },
      method("lastIndexOf", found) { arguments, meter throws(Failure) in
        guard let (text, part, start) = try search(arguments, &meter) else { return nil }
        // The last place is the first one from behind.
        let end = min(text.count, (start ?? text.count) + part.count)
        let fromBehind = Search(Array(part.reversed())).first(in: text[..<end].reversed(), from: 0)
        return .int(Int64(fromBehind.map { end - $0 - part.count } ?? -1))
      },
    ] + stringListMethods + [format]

  private static let found: [Function.Overload] = [
    .init([.string, .string], .int), .init([.string, .string, .int], .int),
  ]

  static func method(
    _ name: String, _ overloads: [Function.Overload],
    _ body: @escaping @Sendable ([Value], inout Meter) throws(Failure) -> Value?
  ) -> Function {
    Function(
      name, overloads,
      .many { arguments, meter throws(Failure) in
        guard let value = try body(arguments, &meter) else { throw function(name, rejects: arguments) }
        return value
      })
  }

  private static func mapping(_ name: String, _ map: @escaping @Sendable (String) -> String) -> Function {
    Function(
      name, [.init([.string], .string)],
      .one { value, meter throws(Failure) in
        guard case .string(let text) = value else { throw function(name, rejects: [value]) }
        // A walk over code points is slower than one over bytes.
        try meter.charge(text.utf8.count)
        try meter.produce(text.utf8.count)
        return .string(map(text))
      })
  }

  /// The arguments of a search: the text, the part and the place to start from; nil where they are of other types.
  private static func search(_ arguments: [Value], _ meter: inout Meter) throws(Failure)
    -> (text: [Unicode.Scalar], part: [Unicode.Scalar], start: Int?)?
  {
    guard (2...3).contains(arguments.count), case (.string(let text), .string(let part)) = (arguments[0], arguments[1])
    else { return nil }
    let scalars = try meter.scalars(of: text)
    var start: Int?
    if arguments.count == 3 {
      guard case .int(let position) = arguments[2] else { return nil }
      start = try position.index(in: scalars)
    }
    return (scalars, try meter.scalars(of: part), start)
  }
}

extension Meter {
  /// The code points of a text, paid for.
  mutating func scalars(of text: String) throws(Failure) -> [Unicode.Scalar] {
    try charge(text.utf8.count * 2)
    return Array(text.unicodeScalars)
  }
}

extension Int64 {
  /// This position as an index; the end is one too.
  fileprivate func index(in scalars: [Unicode.Scalar]) throws(Failure) -> Int {
    guard self >= 0, self <= scalars.count else {
      throw Failure(.invalidArgument, "the position is outside of the text")
    }
    return Int(self)
  }
}

extension String {
  init(_ scalars: ArraySlice<Unicode.Scalar>) {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    self.init(view)
  }

  fileprivate func mapASCII(from letters: ClosedRange<Unicode.Scalar>) -> String {
    let range =
      UInt8(truncatingIfNeeded: letters.lowerBound.value)...UInt8(truncatingIfNeeded: letters.upperBound.value)
    return String(decoding: utf8.map { range.contains($0) ? $0 ^ 0x20 : $0 }, as: UTF8.self)
  }

  fileprivate var trimmed: String {
    let start = unicodeScalars.drop { $0.properties.isWhitespace }
    guard let last = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
    return String(start[...last])
  }
}
