extension FunctionCatalog {
  /// `int`, `uint`, `double`, `string`, `bytes`, `bool`, `type`, `dyn`.
  static let conversions: [Function] = [
    Function(
      "int", [.int, .uint, .double, .string, .timestamp, .duration].map { .init([$0], .int) },
      .one { value, _ throws(Failure) in .int(try Convert.int(value)) }),
    Function(
      "uint", [.int, .uint, .double, .string].map { .init([$0], .uint) },
      .one { value, _ throws(Failure) in .uint(try Convert.uint(value)) }),
    Function(
      "double", [.int, .uint, .double, .string].map { .init([$0], .double) },
      .one { value, _ throws(Failure) in .double(try Convert.double(value)) }),
    Function(
      "string",
      [.string, .int, .uint, .double, .bool, .bytes, .timestamp, .duration].map { .init([$0], .string) },
      .one { value, meter throws(Failure) in .string(try Convert.string(value, &meter)) }),
    Function(
      "bytes", [.string, .bytes].map { .init([$0], .bytes) },
      .one { value, meter throws(Failure) in .bytes(try Convert.bytes(value, &meter)) }),
    Function(
      "bool", [.bool, .string].map { .init([$0], .bool) },
      .one { value, _ throws(Failure) in .bool(try Convert.bool(value)) }),
    Function("type", [.init([.dyn], .type)], .one { value, _ throws(Failure) in .type(value.typeName) }),
    Function("dyn", [.init([.dyn], .dyn)], .one { value, _ throws(Failure) in value }),
  ]

  /// `size`, as a function and as a method.
  static let sizes: [Function] = [
    Function(
      "size", [.string, .bytes, .list(.dyn), .map(.dyn, .dyn)].map { .init([$0], .int) },
      .one { value, meter throws(Failure) in
        switch value {
        case .string(let text):
          try meter.charge(text.utf8.count)
          return .int(Int64(text.unicodeScalars.count))
        case .bytes(let bytes): return .int(Int64(bytes.count))
        case .list(let elements): return .int(Int64(elements.count))
        case .map(let map): return .int(Int64(map.count))
        case .null, .bool, .int, .uint, .double, .timestamp, .duration, .type:
          throw function("size", rejects: [value])
        }
      })
  ]
}

/// Conversions between types, each refusing what it cannot keep.
enum Convert {
  private static func unreadable(_ type: String) -> Failure {
    Failure(.invalidArgument, "the text is not \(type)")
  }

  static func int(_ value: Value) throws(Failure) -> Int64 {
    switch value {
    case .int(let number): return number
    case .uint(let number):
      guard let result = Int64(exactly: number) else { throw Operators.overflow("an int") }
      return result
    case .double(let number):
      // The bounds themselves are refused: a double near them may stand for a number beyond.
      guard number > -0x1p63, number < 0x1p63 else { throw Operators.overflow("an int") }
      return Int64(number)
    case .string(let text):
      guard text.utf8.first != UInt8(ascii: "+"), let result = Int64(text) else { throw unreadable("an int") }
      return result
    case .timestamp(let time): return time.seconds
    case .duration(let length): return length.nanoseconds / CELDuration.second
    case .null, .bool, .bytes, .list, .map, .type: throw function("int", rejects: [value])
    }
  }

  static func uint(_ value: Value) throws(Failure) -> UInt64 {
    switch value {
    case .uint(let number): return number
    case .int(let number):
      guard let result = UInt64(exactly: number) else { throw Operators.overflow("a uint") }
      return result
    case .double(let number):
      guard number > -1, number < 0x1p64 else { throw Operators.overflow("a uint") }
      return UInt64(number)
    case .string(let text):
      guard text.utf8.first != UInt8(ascii: "+"), let result = UInt64(text) else { throw unreadable("a uint") }
      return result
    case .null, .bool, .bytes, .list, .map, .timestamp, .duration, .type: throw function("uint", rejects: [value])
    }
  }

  static func double(_ value: Value) throws(Failure) -> Double {
    switch value {
    case .double(let number): return number
    case .int(let number): return Double(number)
    case .uint(let number): return Double(number)
    case .string(let text):
      // Swift also reads hexadecimal numbers and `inf`.
      let isPlain = text.utf8.allSatisfy { $0.isDigit || "+-.eE".utf8.contains($0) }
      guard isPlain || ["NaN", "Infinity", "-Infinity"].contains(text), let number = Double(text) else {
        throw unreadable("a double")
      }
      return number
    case .null, .bool, .bytes, .list, .map, .timestamp, .duration, .type: throw function("double", rejects: [value])
    }
  }

  static func bool(_ value: Value) throws(Failure) -> Bool {
    switch value {
    case .bool(let isTrue): return isTrue
    case .string("1"), .string("t"), .string("T"), .string("true"), .string("TRUE"), .string("True"): return true
    case .string("0"), .string("f"), .string("F"), .string("false"), .string("FALSE"), .string("False"): return false
    case .string: throw unreadable("a bool")
    case .null, .int, .uint, .double, .bytes, .list, .map, .timestamp, .duration, .type:
      throw function("bool", rejects: [value])
    }
  }

  static func bytes(_ value: Value, _ meter: inout Meter) throws(Failure) -> [UInt8] {
    switch value {
    case .bytes(let bytes): return bytes
    case .string(let text):
      try meter.charge(text.utf8.count)
      return Array(text.utf8)
    case .null, .bool, .int, .uint, .double, .list, .map, .timestamp, .duration, .type:
      throw function("bytes", rejects: [value])
    }
  }

  static func string(_ value: Value, _ meter: inout Meter) throws(Failure) -> String {
    switch value {
    case .string(let text): return text
    case .int(let number): return number.description
    case .uint(let number): return number.description
    case .double(let number): return number.celText
    case .bool(let isTrue): return isTrue ? "true" : "false"
    case .bytes(let bytes):
      try meter.charge(bytes.count)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Failure(.invalidArgument, "the bytes are not UTF-8")
      }
      return text
    case .timestamp(let time): return time.text
    case .duration(let length): return length.text
    case .null, .list, .map, .type: throw function("string", rejects: [value])
    }
  }
}

extension Double {
  /// The shortest text that reads back as this number; a whole number has no fraction.
  var celText: String {
    if isNaN { return "NaN" }
    if isInfinite { return self < 0 ? "-Infinity" : "Infinity" }
    let text = description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
