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
