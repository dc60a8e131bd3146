import ArgumentParser
import SkaldValue

/// How much of a list is wanted, and from where.
struct PageOptions: ParsableArguments {
  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "Go on behind a page: the cursor that it ended with.")
  var after: String?

  /// The page as a query says it.
  var query: [(String, String?)] { [("limit", String(limit)), ("after", after)] }

  /// Says where the list goes on.
  static func tellMore(_ page: JSON) {
    if let next = page["next"]?.string { Console.err("more: --after \(next)") }
  }
}
