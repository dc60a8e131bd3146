internal import SkaldValue

/// Lists come in pages: at most `limit` entries, and a cursor to go on from.
extension APIRequest {
  /// How many entries are asked for.
  /// - Throws: ``Problem`` with the status 400.
  func limit() throws(Problem) -> Int {
    guard let text = query["limit"] else { return Limits.pageDefault }
    guard let limit = Int(text), (1...Limits.pageMax).contains(limit) else {
      throw Problem.invalid("limit", "expected a number from 1 to \(Limits.pageMax)")
    }
    return limit
  }

  /// The `Link` of the next page: the same query from the cursor on.
  func link(_ path: String, after next: String) -> String {
    var query = query
    query["after"] = next
    let pairs = query.sorted { $0.key < $1.key }.flatMap { name, value in
      let values = Self.repeatable.contains(name) ? value.split(separator: Self.separator).map(String.init) : [value]
      return values.map { "\(name)=\($0.queryEncoded)" }
    }
    return "<\(path)?\(pairs.joined(separator: "&"))>; rel=\"next\""
  }
}
