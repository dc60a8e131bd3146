internal import HTTPTypes
internal import SkaldValue

/// The interface as [OpenAPI 3.1](https://spec.openapis.org/oas/v3.1.1) describes it, made from the routes.
enum OpenAPIDocument {
  /// Statuses that any request can be answered with: a malformed one, one of a web page of another origin, a slow body,
  /// a long body, another type of body, a daemon that is not ready.
  private static let common = [400, 403, 408, 413, 415, 503]

  /// What is said of every route, by method and path.
  static let abouts = RouteAbout.instances.merging(RouteAbout.verbs) { $1 }.merging(RouteAbout.daemon) { $1 }
    .merging(RouteAbout.definitions) { $1 }
    .merging(RouteAbout.outbox) { $1 }
    .merging(RouteAbout.messages) { $1 }
    .merging(RouteAbout.deadLetters) { $1 }
    .merging(RouteAbout.flows) { $1 }
    .merging(RouteAbout.schedules) { $1 }

  /// The document of a daemon that asks nobody for a token.
  static let json = document(asksForTokens: false)
  /// The document of a daemon that asks for tokens.
  static let guarded = document(asksForTokens: true)

  private static func document(asksForTokens: Bool) -> JSON {
    var paths = JSONObject()
    for route in RouteCatalog.all {
      let path = "/" + route.path.map { $0.hasPrefix(":") ? "{\($0.dropFirst())}" : String($0) }.joined(separator: "/")
      var item = paths[path]?.object ?? JSONObject()
      item[route.method.rawValue.lowercased()] = operation(of: route, asksForTokens)
      paths[path] = .object(item)
    }
    let shapes = JSONObject(OpenAPIShapes.all.map { ($0.name, $0.schema) })
    var components = JSONObject([("schemas", .object(shapes))])
    if asksForTokens { components["securitySchemes"] = ["token": ["type": "http", "scheme": "bearer"]] }
    return [
      "openapi": "3.1.0",
      "info": ["title": "Skald", "version": "1", "summary": "Starts sagas, shows them, and helps them on."],
      "paths": .object(paths), "components": .object(components),
    ]
  }

  private static func operation(of route: Route, _ asksForTokens: Bool) -> JSON {
    guard let about = abouts[route.name] else { return .null }
    var responses = JSONObject()
    for answer in about.answers {
      responses[String(answer.status)] = response(answer.summary, answer.type, answer.schema)
    }
    let keyed = route.isKeyed ? [409, 422] : []
    let roles = asksForTokens ? route.permission.roles : nil
    for status in (common + about.problems + keyed + (roles == nil ? [] : [401])).sorted()
    where responses[String(status)] == nil {
      responses[String(status)] = response("a problem", "application/problem+json", .shape("Problem"))
    }
    var operation = JSONObject([
      ("operationId", .string(about.name)), ("summary", .string(about.summary)),
      ("parameters", .array(parameters(of: route, about))), ("responses", .object(responses)),
    ])
    if let roles {
      operation["description"] = .string("For the roles: \(roles).")
      operation["security"] = [["token": []]]
    }
    if let body = about.body { operation["requestBody"] = requestBody(route, body) }
    return .object(operation)
  }

  private static func response(_ summary: String, _ type: String, _ schema: JSON) -> JSON {
    let content = JSONObject([(type, JSON.object(JSONObject([("schema", schema)])))])
    return ["description": .string(summary), "content": .object(content)]
  }

  private static func requestBody(_ route: Route, _ schema: JSON) -> JSON? {
    let (types, isRequired): ([MediaType], Bool)
    switch route.body {
    case .none: return nil
    case .optional(let accepted): (types, isRequired) = (accepted, false)
    case .required(let accepted): (types, isRequired) = (accepted, true)
    }
    let content = JSONObject(types.map { ($0.rawValue, JSON.object(JSONObject([("schema", schema)]))) })
    return ["required": .bool(isRequired), "content": .object(content)]
  }

  private static func parameters(of route: Route, _ about: RouteAbout) -> [JSON] {
    let path = route.path.filter { $0.hasPrefix(":") }.map {
      parameter(String($0.dropFirst()), "path", isRequired: true, ["type": "string", "minLength": 1])
    }
    let query = route.query.map { name in
      let isList = APIRequest.repeatable.contains(name)
      return parameter(name, "query", isRequired: false, isList ? .list(of: .textShape) : .textShape)
    }
    let fields = about.fields.map { parameter($0.name, "header", isRequired: false, $0.schema, $0.summary) }
    guard route.isKeyed else { return path + query + fields }
    let key = parameter(
      "Idempotency-Key", "header", isRequired: false, ["type": "string", "minLength": 1, "maxLength": 255],
      "the same request under the same key gets the first answer, for 24 hours; another request gets 422")
    return path + query + fields + [key]
  }

  private static func parameter(
    _ name: String, _ place: String, isRequired: Bool, _ schema: JSON, _ summary: String? = nil
  ) -> JSON {
    var parameter = JSONObject([
      ("name", .string(name)), ("in", .string(place)), ("required", .bool(isRequired)), ("schema", schema),
    ])
    if let summary { parameter["description"] = .string(summary) }
    return .object(parameter)
  }
}
