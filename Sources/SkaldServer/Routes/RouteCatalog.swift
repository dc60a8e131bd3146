internal import HTTPTypes

/// Every ``Route`` there is, by topic.
enum RouteCatalog {
  static let all: [Route] =
    HealthRoutes.all + SagaRoutes.all + InstanceRoutes.all + OperatorRoutes.all + CallbackRoutes.all
    + IncidentRoutes.all + AuditRoutes.all + EventRoutes.all + DefinitionRoutes.all + HandlerRoutes.all
    + OutboxRoutes.all + MessageRoutes.all + DeadLetterRoutes.all + FlowRoutes.all + ScheduleRoutes.all

  /// The route of a request and the values of its named segments.
  /// - Throws: ``Problem`` with the status 404, or 405 where the path takes other methods.
  static func route(
    _ method: HTTPRequest.Method, _ path: String
  ) throws(Problem) -> (route: Route, values: [String: String]) {
    let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
    let decoded = segments.compactMap { $0.percentDecoded() }
    let matches = all.compactMap { route in route.match(decoded).map { (route: route, values: $0) } }
    guard decoded.count == segments.count, !matches.isEmpty else {
      throw Problem(.notFound, "unknown_route", "there is nothing at this path")
    }
    // A head is what a get would answer, without the body.
    let wanted = method == .head ? .get : method
    if let match = matches.first(where: { $0.route.method == wanted }) { return match }
    let methods = matches.map { $0.route.method.rawValue }.joined(separator: ", ")
    var problem = Problem(.methodNotAllowed, "method_not_allowed", "this path takes \(methods)")
    problem.fields[.allow] = methods
    throw problem
  }
}
