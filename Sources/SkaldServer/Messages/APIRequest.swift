internal import HTTPTypes
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// A request that found its route.
struct APIRequest: Sendable {
  /// Who asks.
  var client: Client
  /// The named segments of the path.
  var path: [String: String]
  /// The query.
  var query: [String: String]
  /// The header.
  var fields: HTTPFields
  /// The type of the body; nil where there is none.
  var mediaType: MediaType?
  /// The body.
  var body: [UInt8]
  /// What tells it, where it came under a key of its sender.
  var mark: RequestMark?

  /// A named segment of the path; the route says which there are.
  func segment(_ name: String) -> String { path[name] ?? "" }

  /// A field of the header.
  func field(_ name: String) -> String? { fields.values(of: name).first }

  /// The body as JSON.
  /// - Throws: ``Problem`` with the status 400.
  func json() throws(Problem) -> JSON {
    guard !body.isEmpty else { throw Problem(.badRequest, "json_invalid", "expected a body of JSON, found none") }
    do throws(JSONError) {
      return try JSON.parse(body)
    } catch {
      throw Problem(.badRequest, "json_invalid", "the body is no JSON: \(error)")
    }
  }

  /// The parameters of queries that may be given more than once; their values are kept as one text.
  static let repeatable = ["label"]
  /// What stands between those values; none of them may hold it.
  static let separator = "\n"

  /// The query of a request target.
  /// - Throws: ``Problem`` with the status 400 where it is not well formed, or has names other than these.
  static func query(_ text: String?, allowing names: [String]) throws(Problem) -> [String: String] {
    var query: [String: String] = [:]
    for pair in (text ?? "").split(separator: "&") {
      let name = pair.prefix { $0 != "=" }
      guard let decodedName = name.percentDecoded(plusIsSpace: true),
        let value = pair.dropFirst(name.count + 1).percentDecoded(plusIsSpace: true)
      else { throw Problem(.badRequest, "query_invalid", "expected percent-encoded UTF-8 in the query") }
      guard names.contains(decodedName) else {
        let known = names.isEmpty ? "there are none" : "known are: \(names.joined(separator: ", "))"
        throw Problem.invalid(decodedName, "unknown parameter of the query; \(known)")
      }
      if repeatable.contains(decodedName), value.contains(separator) {
        throw Problem.invalid(decodedName, "expected no line break")
      }
      guard let before = query.updateValue(value, forKey: decodedName) else { continue }
      guard repeatable.contains(decodedName) else {
        throw Problem.invalid(decodedName, "expected the parameter once")
      }
      query[decodedName] = before + separator + value
    }
    return query
  }
}
