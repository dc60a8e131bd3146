/// The rules of a zone as a file of the IANA database gives them: TZif, RFC 9636.
package struct ZoneFile: TimeZoneRules {
  /// When the offset changes, in order.
  private let times: [Int64]
  /// The offsets from these times on.
  private let offsets: [Int64]
  /// Before the first of them.
  private let first: Int64
  /// After the last of them; nil where the last one stays.
  private let rule: PosixZone?

  /// Reads a file.
  /// - Throws: ``TimeZoneFault`` where it is none of version 2 or later.
  package init(_ bytes: [UInt8]) throws(TimeZoneFault) {
    var reader = ZoneFileReader(bytes)
    guard let old = reader.header(), old.version >= 0x32, reader.skip(old.length(timeSize: 4)),
      let header = reader.header(), header.types > 0
    else { throw TimeZoneFault("it is not a zone file of version 2 or later") }
    guard let body = reader.body(header) else { throw TimeZoneFault("the zone file ends too early") }
    times = body.times
    offsets = body.kinds.map { body.offsets[$0] }
    first = body.offsets[0]
    let footer = reader.footer()
    rule = footer.isEmpty ? nil : PosixZone(text: footer)
    guard footer.isEmpty || rule != nil else { throw TimeZoneFault("the zone file has a rule that cannot be read") }
  }

  /// By how many seconds local time is ahead of UTC.
  package func offset(at second: Int64) -> Int64 {
    let place = index(after: second)
    if place == times.count, let rule { return rule.offset(at: second) }
    return place == 0 ? first : offsets[place - 1]
  }

  /// The first second after another one from which on the offset may be another.
  package func nextChange(after second: Int64) -> Int64? {
    let place = index(after: second)
    return place < times.count ? times[place] : rule?.nextChange(after: second)
  }

  /// How many changes are not after a time.
  private func index(after second: Int64) -> Int {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= second { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Reads the parts of a zone file in their order.
struct ZoneFileReader {
  struct Header {
    let version: UInt8
    let ends: Int
    let standards: Int
    let leaps: Int
    let changes: Int
    let types: Int
    let letters: Int

    /// How many bytes follow the header.
    func length(timeSize: Int) -> Int {
      changes * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standards + ends
    }
  }

  private let bytes: [UInt8]
  private var index = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func header() -> Header? {
    guard bytes.count - index >= 44, bytes[index..<(index + 4)].elementsEqual("TZif".utf8) else { return nil }
    let version = bytes[index + 4]
    index += 20
    var counts: [Int] = []
    for _ in 0..<6 { counts.append(Int(integer(4))) }
    guard counts.allSatisfy({ $0 >= 0 && $0 < 1 << 20 }) else { return nil }
    return Header(
      version: version, ends: counts[0], standards: counts[1], leaps: counts[2], changes: counts[3], types: counts[4],
      letters: counts[5])
  }

  mutating func skip(_ count: Int) -> Bool {
    guard bytes.count - index >= count else { return false }
    index += count
    return true
  }

  /// Changes, the kinds of local time that they lead to, and the offsets of these.
  mutating func body(_ header: Header) -> (times: [Int64], kinds: [Int], offsets: [Int64])? {
    guard bytes.count - index >= header.length(timeSize: 8) else { return nil }
    let end = index + header.length(timeSize: 8)
    var times: [Int64] = []
    for _ in 0..<header.changes { times.append(integer(8)) }
    let kinds = bytes[index..<(index + header.changes)].map { Int($0) }
    index += header.changes
    var offsets: [Int64] = []
    for _ in 0..<header.types {
      offsets.append(integer(4))
      index += 2
    }
    index = end
    guard kinds.allSatisfy({ $0 < offsets.count }), zip(times, times.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return nil
    }
    return (times, kinds, offsets)
  }

  /// The text between two line ends.
  func footer() -> String {
    guard index < bytes.count, bytes[index] == 0x0A else { return "" }
    return String(decoding: bytes[(index + 1)...].prefix { $0 != 0x0A }, as: UTF8.self)
  }

  /// A big-endian number in two's complement.
  private mutating func integer(_ size: Int) -> Int64 {
    var value: UInt64 = 0
    for byte in bytes[index..<(index + size)] { value = value << 8 | UInt64(byte) }
    index += size
    return size == 4 ? Int64(Int32(truncatingIfNeeded: value)) : Int64(bitPattern: value)
  }
}
