extension FunctionCatalog {
  /// `'…'.format([…])` with `%s %d %f %e %b %o %x %X`.
  static let format = method("format", [.init([.string, .list(.dyn)], .string)]) {
    arguments, meter throws(Failure) in
    guard arguments.count == 2, case (.string(let template), .list(let values)) = (arguments[0], arguments[1]) else {
      return nil
    }
    try meter.charge(template.utf8.count)
    var formatter = Formatter(template: Array(template.utf8), values: values)
    let text = try formatter.text(&meter)
    try meter.produce(text.utf8.count)
    return .string(text)
  }
}

/// Fills the places of a template.
private struct Formatter {
  /// More digits than a double has.
  static let precisionMax = 100

  let template: [UInt8]
  let values: [Value]
  var index = 0
  var used = 0

  mutating func text(_ meter: inout Meter) throws(Failure) -> String {
    var out: [UInt8] = []
    while index < template.count {
      let byte = template[index]
      index += 1
      guard byte == UInt8(ascii: "%") else {
        out.append(byte)
        continue
      }
      let piece = try clause(&meter)
      // A value may hold one part many times, so each piece is held against the bound.
      try meter.produce(out.count + piece.utf8.count)
      out += piece.utf8
    }
    return String(decoding: out, as: UTF8.self)
  }

  private mutating func clause(_ meter: inout Meter) throws(Failure) -> String {
    let precision = try self.precision()
    guard index < template.count else { throw Failure(.invalidArgument, "the template ends within a clause") }
    let letter = template[index]
    index += 1
    if letter == UInt8(ascii: "%") { return "%" }
    guard used < values.count else { throw Failure(.invalidArgument, "the template has more clauses than values") }
    let value = values[used]
    used += 1
    try meter.step()
    switch letter {
    case UInt8(ascii: "s"): return try Format.string(value, &meter)
    case UInt8(ascii: "d"): return try Format.decimal(value)
    case UInt8(ascii: "f"): return try Format.fixed(value, precision ?? 6, &meter)
    case UInt8(ascii: "e"): return try Format.scientific(value, precision ?? 6, &meter)
    case UInt8(ascii: "b"): return try Format.binary(value)
    case UInt8(ascii: "o"): return try Format.radix(value, 8, "%o")
    case UInt8(ascii: "x"): return try Format.hexadecimal(value, isUpper: false, &meter)
    case UInt8(ascii: "X"): return try Format.hexadecimal(value, isUpper: true, &meter)
    default: throw Failure(.invalidArgument, "a clause is one of %s %d %f %e %b %o %x %X %%")
    }
  }

  private mutating func precision() throws(Failure) -> Int? {
    guard index < template.count, template[index] == UInt8(ascii: ".") else { return nil }
    index += 1
    var number = 0
    let start = index
    while index < template.count, template[index].isDigit {
      number = min(number * 10 + Int(template[index] - UInt8(ascii: "0")), Self.precisionMax + 1)
      index += 1
    }
    guard index > start, number <= Self.precisionMax else {
      throw Failure(.invalidArgument, "a precision is a number up to \(Self.precisionMax)")
    }
    return number
  }
}

/// The texts that clauses make of values.
private enum Format {
  private static func rejection(_ clause: String, _ value: Value) -> Failure {
    Failure(.invalidArgument, "\(clause) does not take a value of type \(value.kindName)")
  }

  static func string(_ value: Value, _ meter: inout Meter) throws(Failure) -> String {
    try meter.step()
    switch value {
    case .null: return "null"
    case .type(let name): return name
    case .list(let elements):
      var parts: [String] = []
      for element in elements { parts.append(try string(element, &meter)) }
      return try joined(parts, "[", "]", &meter)
    case .map(let map):
      // By key, so that equal maps have one text.
      var parts: [(key: String, value: String)] = []
      for entry in try map.entries(&meter) {
        parts.append((try string(entry.key, &meter), try string(entry.value, &meter)))
      }
      parts.sort { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return try joined(parts.map { "\($0.key): \($0.value)" }, "{", "}", &meter)
    case .string(let text):
      try meter.charge(text.utf8.count)
      return text
    case .bool, .int, .uint, .double, .bytes, .timestamp, .duration: return try Convert.string(value, &meter)
    }
  }

  private static func joined(_ parts: [String], _ open: String, _ close: String, _ meter: inout Meter)
    throws(Failure) -> String
  {
    let text = open + parts.joined(separator: ", ") + close
    try meter.produce(text.utf8.count)
    return text
  }

  static func decimal(_ value: Value) throws(Failure) -> String {
    switch value {
    case .int(let number): number.description
    case .uint(let number): number.description
    case .double(let number): number.celText
    default: throw rejection("%d", value)
    }
  }

  private static func number(_ value: Value, _ clause: String) throws(Failure) -> Double {
    switch value {
    case .int(let number): Double(number)
    case .uint(let number): Double(number)
    case .double(let number): number
    default: throw rejection(clause, value)
    }
  }

  static func fixed(_ value: Value, _ precision: Int, _ meter: inout Meter) throws(Failure) -> String {
    let number = try number(value, "%f")
    guard number.isFinite else { return number.celText }
    try meter.charge(ExactDecimal.cost(of: number) * Meter.unitsPerStep)
    return (number.sign == .minus ? "-" : "") + ExactDecimal(number.magnitude).fixed(precision)
  }

  static func scientific(_ value: Value, _ precision: Int, _ meter: inout Meter) throws(Failure) -> String {
    let number = try number(value, "%e")
    guard number.isFinite else { return number.celText }
    try meter.charge(ExactDecimal.cost(of: number) * Meter.unitsPerStep)
    return (number.sign == .minus ? "-" : "") + ExactDecimal(number.magnitude).scientific(precision)
  }

  static func binary(_ value: Value) throws(Failure) -> String {
    if case .bool(let isTrue) = value { return isTrue ? "1" : "0" }
    return try radix(value, 2, "%b")
  }

  static func radix(_ value: Value, _ radix: Int, _ clause: String, isUpper: Bool = false) throws(Failure) -> String {
    switch value {
    case .int(let number): String(number, radix: radix, uppercase: isUpper)
    case .uint(let number): String(number, radix: radix, uppercase: isUpper)
    default: throw rejection(clause, value)
    }
  }

  static func hexadecimal(_ value: Value, isUpper: Bool, _ meter: inout Meter) throws(Failure) -> String {
    switch value {
    case .string(let text): return try hexadecimal(.bytes(Array(text.utf8)), isUpper: isUpper, &meter)
    case .bytes(let bytes):
      try meter.produce(2 * bytes.count)
      return bytes.map { byte in
        let digits = String(byte, radix: 16, uppercase: isUpper)
        return digits.utf8.count == 1 ? "0" + digits : digits
      }.joined()
    default: return try radix(value, 16, "%x", isUpper: isUpper)
    }
  }
}
