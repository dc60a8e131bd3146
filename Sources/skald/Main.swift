import SkaldCLI

/// The command `skald`.
@main
struct Main {
  static func main() async { await SkaldCommand.main() }
}
