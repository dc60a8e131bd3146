import LinearRegex
import SkaldValue

/// How the values of keywords are read.
extension SchemaReader {
  func text(_ source: KeywordSource) throws(SchemaFault) -> String {
    guard let text = source.value.string else { throw fault(source, "expected a text, found \(source.value.kind)") }
    return text
  }

  func flag(_ source: KeywordSource) throws(SchemaFault) -> Bool {
    guard let flag = source.value.bool else { throw fault(source, "expected true or false") }
    return flag
  }

  func number(_ source: KeywordSource) throws(SchemaFault) -> JSON {
    guard source.value.number != nil else { throw fault(source, "expected a number, found \(source.value.kind)") }
    return source.value
  }

  func count(_ source: KeywordSource) throws(SchemaFault) -> Int {
    guard case .int(let count) = source.value.withoutFraction, count >= 0 else {
      throw fault(source, "expected a count from 0")
    }
    return Int(clamping: count)
  }

  func texts(_ source: KeywordSource) throws(SchemaFault) -> [String] { try texts(source.value, of: source) }

  /// Reads a list of different texts, or fails at the place below the keyword.
  func texts(_ value: JSON, of source: KeywordSource, at tokens: String...) throws(SchemaFault) -> [String] {
    let texts = value.array?.compactMap(\.string)
    guard let texts, texts.count == value.array?.count, Set(texts).count == texts.count else {
      let place = tokens.first
      let message = "expected a list of different texts"
      guard let place else { throw fault(source, message) }
      throw fault(source, message, at: place)
    }
    return texts
  }

  mutating func pattern(_ text: String, of source: KeywordSource, at token: String? = nil) throws(SchemaFault)
    -> Regex
  {
    if let known = patterns[text] { return known }
    let message: String
    do throws(RegexError) {
      let regex = try Regex(parsing: text, as: .ecmaScript)
      patternSize += regex.size
      patterns[text] = regex
      guard patternSize > Self.patternSizeMax else { return regex }
      message = "all patterns together need more than \(Self.patternSizeMax) instructions"
    } catch { message = error.message }
    guard let token else { throw fault(source, message) }
    throw fault(source, message, at: token)
  }

  mutating func schema(_ source: KeywordSource) throws(SchemaFault) -> Int {
    node(at: source.place.appending(source.name), in: source.resource)
  }

  mutating func schemas(_ source: KeywordSource) throws(SchemaFault) -> [Int] {
    guard let values = source.value.array, !values.isEmpty else {
      throw fault(source, "expected a list of at least one schema")
    }
    let place = source.place.appending(source.name)
    return values.indices.map { node(at: place.appending(String($0)), in: source.resource) }
  }

  mutating func schemaMap(_ source: KeywordSource) throws(SchemaFault) -> [(name: String, node: Int)] {
    guard let object = source.value.object else {
      throw fault(source, "expected an object of schemas, found \(source.value.kind)")
    }
    let place = source.place.appending(source.name)
    return object.names.map { ($0, node(at: place.appending($0), in: source.resource)) }
  }
}
