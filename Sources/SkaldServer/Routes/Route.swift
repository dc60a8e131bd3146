internal import HTTPTypes

/// One route: what is asked for, and who answers.
struct Route: Sendable {
  /// What the body of a request may be.
  enum Body: Sendable {
    /// There is none.
    case none
    /// There may be none, or one of these types.
    case optional([MediaType])
    /// One of these types.
    case required([MediaType])
  }

  let method: HTTPRequest.Method
  /// The segments; one that begins with a colon has a name and any value.
  let path: [Substring]
  /// What is asked of whoever uses it.
  let permission: Permission
  let query: [String]
  let body: Body
  /// Whether an `Idempotency-Key` is the key of what is begun, and nothing else.
  let beginsUnderKey: Bool
  let answer: @Sendable (APIRequest, API) async throws -> Reply

  init(
    _ method: HTTPRequest.Method, _ path: String, for permission: Permission, query: [String] = [], body: Body = .none,
    beginsUnderKey: Bool = false, _ answer: @escaping @Sendable (APIRequest, API) async throws -> Reply
  ) {
    self.method = method
    self.path = path.split(separator: "/")
    self.permission = permission
    self.query = query
    self.body = body
    self.beginsUnderKey = beginsUnderKey
    self.answer = answer
  }

  /// Whether a request under an `Idempotency-Key` gets the first answer again.
  var isKeyed: Bool { method == .post && !beginsUnderKey }

  /// The method and the path, as its description is found.
  var name: String { "\(method.rawValue) /\(path.joined(separator: "/"))" }

  /// The values of the named segments; nil where the path is another.
  func match(_ segments: [String]) -> [String: String]? {
    guard segments.count == path.count else { return nil }
    var values: [String: String] = [:]
    for (pattern, segment) in zip(path, segments) {
      if pattern.hasPrefix(":") {
        guard !segment.isEmpty else { return nil }
        values[String(pattern.dropFirst())] = segment
      } else if pattern != segment {
        return nil
      }
    }
    return values
  }
}
