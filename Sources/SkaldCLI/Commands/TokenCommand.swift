import ArgumentParser
import SkaldServer
import SkaldValue

/// `skald token`: make a token for a client of the daemon.
struct TokenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "token", abstract: "Make a token for a client of the daemon.",
    discussion: """
      Prints the token, which is shown this once, and the entry for `auth.tokens` in skald.yaml, which knows it by its
      digest. The client sets it as SKALD_TOKEN, or sends it as `Authorization: Bearer TOKEN`.

      Example:
        skald token alice --role operator
      """)

  /// As many random bytes as a digest has: nobody guesses them.
  private static let length = 32

  @Argument(help: "Whose it is; stands in histories and in the audit log.")
  var name: String

  @Option(help: "What its holder may do: viewer, operator, deployer or admin.", transform: Self.role)
  var role = Role.viewer

  @OptionGroup var format: FormatOption

  private static func role(_ text: String) throws -> Role {
    guard let role = Role(rawValue: text) else {
      throw ValidationError("expected one of \(Role.allCases.map { $0.rawValue }.joined(separator: ", "))")
    }
    return role
  }

  func run() throws {
    var random = SystemRandomNumberGenerator()
    let token = "skald_" + Base32.text((0..<Self.length).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    let digest = SHA256.hexadecimal(Array(token.utf8))
    guard !format.isJSON else {
      let fields: [(String, JSON)] = [
        ("name", .string(name)), ("role", .string(role.rawValue)), ("token", .string(token)),
        ("sha256", .string(digest)),
      ]
      return Console.out(JSON.object(JSONObject(fields)).text)
    }
    Console.out(token)
    Console.err("add to auth.tokens in skald.yaml:")
    Console.err("  - { name: \(JSON.string(name).text), role: \(role.rawValue), sha256: \(digest) }")
  }
}
