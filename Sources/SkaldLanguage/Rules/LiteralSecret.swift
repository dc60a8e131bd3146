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
    that is long and random (at least four bits a character over twenty characters of letters and digits, small and \
    large in no order of words).
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
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps:
      - step: ship
        call: shop.ship
        pivot: true
        with:
          id: ${input.id}
          country: Shipping to SLOVAKIA
          mail: OrderConfirmationEmail2024V2
          role: arn:aws:iam::123456789012:role/DeployRole2024Production
          bucket: s3://Backups-Prod-2024-EuWest1-Invoices
          certificate: "-----BEGIN CERTIFICATE-----"
    """,
  ]
  package let rejects = [
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: ⟦Bearer sk_live_4eC39HqLyjWDarjtT1zdp7dc⟧ } } ]
    """,
    """
    skald: 1
    saga: order
    input: { id: int }
    steps: [ { step: pay, call: shop.pay, pivot: true, with: { id: "${input.id}", token: ⟦q7Zt2LxVb9Rm4KpW8sYd3Hf6⟧ } } ]
    """,
  ]

  /// How the keys of known services begin.
  private static let marks = [
    "sk_live_", "rk_live_", "AKIA", "ghp_", "gho_", "github_pat_", "xoxb-", "xoxp-", "glpat-", "AIza",
  ]
  /// The shortest of these keys has twenty characters; `SLOVAKIA` and a mark alone are none.
  private static let keyLengthMin = 16
  /// Every other character of a random text is of another sort than the one before it, of names not one in three.
  private static let changesMin = 0.45
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
    // Most texts are too short to be one, and this is done for every text of a project.
    guard text.utf8.count >= Self.keyLengthMin else { return }
    let words = text.split { $0 == " " || $0 == "," || $0 == ":" || $0 == "=" || $0 == "/" }
    let isSecret = text.contains("PRIVATE KEY-----") || words.contains { Self.isKey($0) || Self.isRandom($0) }
    guard isSecret else { return }
    findings.report(
      Finding(
        message: "this looks like a secret, and it is written out",
        help: "write ${secrets.NAME}, and let skald.yaml say where it comes from"), at: range)
  }

  private static func isKey(_ word: Substring) -> Bool {
    word.utf8.count >= keyLengthMin && marks.contains { word.hasPrefix($0) }
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
    return bits >= entropyMin && changes(in: word) >= changesMin
  }

  /// How often a character is of another sort than the one before it, from 0 to 1: seldom in `OrderMail2024`.
  private static func changes(in word: Substring) -> Double {
    let sorts = word.filter { $0.isLetter || $0.isNumber }.map { $0.isNumber ? 0 : $0.isUppercase ? 1 : 2 }
    let changes = zip(sorts, sorts.dropFirst()).count { $0 != $1 }
    return Double(changes) / Double(max(sorts.count - 1, 1))
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
