import SkaldDiagnostics
import SkaldValue

/// SK951.
package struct LiteralSecret: Rule {
  package let code = "SK951"
  package let name = "literal-secret"
  package let holdsBeyondSagas = true
  package let summary = "a secret that is written out"
  package let finds = """
    A text in a saga that has the form of a key of a known service, of a private key or of a bearer token, or \
    that is long and random (at least four bits a character over twenty characters of letters and digits).
    """
  package let matters = """
    Files are copied, logged and kept in version control for ever. Name the secret, and let the configuration \
    say where it is.
    """

  package let accepts = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: "Bearer ${secrets.shop}", trace: 3f2504e0-4f89-11d3-9a0c-0305e82c3301 } } ]
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: ⟦Bearer sk_live_4eC39HqLyjWDarjtT1zdp7dc⟧ } } ]
    """
  ]

  private static let marks = [
    "sk_live_", "rk_live_", "AKIA", "ghp_", "gho_", "github_pat_", "xoxb-", "xoxp-", "glpat-", "AIza",
    "-----BEGIN",
  ]
  /// Random texts of letters and digits have about five bits a character, words and names below four.
  private static let entropyMin = 4.0
  private static let lengthMin = 20

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    for value in saga.values { check(value.syntax, &findings) }
  }

  private func check(_ value: ValueSyntax, _ findings: inout Findings) {
    switch value {
    case .literal(let literal): check(literal.value.string ?? "", at: literal.range, &findings)
    case .expression: return
    case .text(let pieces, let range):
      for case .literal(let text) in pieces { check(text, at: range, &findings) }
    case .list(let values, _): values.forEach { check($0, &findings) }
    case .object(let fields, _): fields.forEach { check($0.value, &findings) }
    }
  }

  private func check(_ text: String, at range: SourceRange, _ findings: inout Findings) {
    let words = text.split { $0 == " " || $0 == "," || $0 == ":" || $0 == "=" || $0 == "/" }
    let isSecret = Self.marks.contains { text.contains($0) } || words.contains { Self.isRandom($0) }
    guard isSecret else { return }
    findings.report(
      Finding(
        message: "this looks like a secret, and it is written out",
        help: "write ${secrets.NAME}, and let skald.yaml say where it comes from"), at: range)
  }

  /// Whether a word is long, of letters of both cases and digits, and random.
  private static func isRandom(_ word: Substring) -> Bool {
    guard word.utf8.count >= lengthMin,
      word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_-+".contains($0)) }),
      word.contains(where: { $0.isUppercase }), word.contains(where: { $0.isLowercase }),
      word.contains(where: { $0.isNumber })
    else { return false }
    var counts: [Character: Double] = [:]
    for character in word { counts[character, default: 0] += 1 }
    let length = Double(word.count)
    let bits = counts.values.reduce(0.0) { $0 - $1 / length * Entropy.log2($1 / length) }
    return bits >= entropyMin
  }
}

/// Logarithms without a mathematics library.
private enum Entropy {
  /// The binary logarithm of a number in (0, 1].
  static func log2(_ number: Double) -> Double {
    var exponent = Double(number.exponent)
    var fraction = number.significand
    var bit = 0.5
    for _ in 0..<20 {
      fraction *= fraction
      if fraction >= 2 {
        fraction /= 2
        exponent += bit
      }
      bit /= 2
    }
    return exponent
  }
}
