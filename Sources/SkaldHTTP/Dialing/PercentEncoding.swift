extension String {
  /// This text as a header field carries it: bytes that are no visible ASCII, and the percent sign, are
  /// percent-encoded, so that no two texts become one.
  var encodedAsField: String { percentEncoded { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "%") } }

  /// This text as one segment of a path.
  var encodedAsSegment: String {
    percentEncoded { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x30...0x39: true
      case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
      default: false
      }
    }
  }

  private func percentEncoded(except isPlain: (UInt8) -> Bool) -> String {
    guard !utf8.allSatisfy(isPlain) else { return self }
    let digits = Array("0123456789ABCDEF".utf8)
    var out: [UInt8] = []
    for byte in utf8 {
      if isPlain(byte) {
        out.append(byte)
      } else {
        out += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: out, as: UTF8.self)
  }
}
