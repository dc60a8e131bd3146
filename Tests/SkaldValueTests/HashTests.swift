import SkaldValue
import Testing

@Suite("Hashes and codes")
struct HashTests {
  @Test(
    "SHA-256 gives the digests of the standard",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
    ])
  func sha256(message: String, digest: String) {
    #expect(SHA256.hexadecimal(Array(message.utf8)) == digest)
  }

  @Test("CRC-32C gives the check value of its definition")
  func crc() {
    var crc = CRC32C()
    crc.update(Array("123456789".utf8))
    #expect(crc.value == 0xE306_9283)
  }

  static let crcVectors: [(bytes: [UInt8], value: UInt32)] = [
    ([UInt8](repeating: 0, count: 32), 0x8A91_36AA), ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43),
    ([UInt8](0..<32), 0x46DD_794E), ([UInt8]((0..<32).reversed()), 0x113F_DB5C),
  ]

  @Test("CRC-32C gives the values of RFC 3720, B.4", arguments: crcVectors)
  func crcVector(bytes: [UInt8], value: UInt32) {
    var whole = CRC32C()
    whole.update(bytes)
    var parts = CRC32C()
    for byte in bytes { parts.update([byte]) }
    #expect(whole.value == value)
    #expect(parts.value == value)
  }

  @Test("an integer is fed to CRC-32C as its bytes, least significant first")
  func crcInteger() {
    var integer = CRC32C()
    integer.update(Int64(0x0807_0605_0403_0201))
    var bytes = CRC32C()
    bytes.update([1, 2, 3, 4, 5, 6, 7, 8])
    #expect(integer.value == bytes.value)
  }

  @Test("the stable hash is FNV-1a", arguments: [("", UInt64(0xcbf2_9ce4_8422_2325)), ("a", 0xaf63_dc4c_8601_ec8c)])
  func fnv(text: String, value: UInt64) {
    var hash = StableHash()
    hash.update(text.utf8)
    #expect(hash.value == value)
  }

  @Test("fractions are spread evenly over [0, 1)")
  func fractions() {
    let values = (0..<1000).map { (number: Int64) in
      var hash = StableHash()
      hash.update(number)
      return hash.fraction
    }
    #expect(values.allSatisfy { (0..<1).contains($0) })
    #expect((450...550).contains(values.filter { $0 < 0.5 }.count))
  }

  @Test("base 32 has five bits a letter")
  func base32() {
    #expect(Base32.text([0xFF, 0x00]) == "ZW00")
    #expect(Base32.text([]) == "")
    for bytes in [[], [0], [0xFF, 0x00], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0, 7]] as [[UInt8]] {
      #expect(Base32.bytes(Base32.text(bytes)) == bytes)
    }
    for text in ["0", "ZZ", "zw00", "ZW0", "U0"] { #expect(Base32.bytes(text) == nil, "\(text)") }
  }

  @Test(
    "a mistyped name finds its neighbour",
    arguments: [
      ("comepnsate", "compensate"), ("timeot", "timeout"), ("x", nil), ("ordreId", "orderId"),
    ])
  func nearestName(name: String, expected: String?) {
    #expect(nearest(name, among: ["compensate", "timeout", "orderId"]) == expected)
  }
}
