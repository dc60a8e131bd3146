import NIOHTTP1
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("The description of the interface")
struct OpenAPITests {
  @Test("describes every route, and nothing else")
  func complete() {
    let routes = Set(RouteCatalog.all.map(\.name))
    #expect(Set(OpenAPIDocument.abouts.keys) == routes)
    let names = OpenAPIDocument.abouts.values.map(\.name)
    #expect(Set(names).count == names.count)
  }

  @Test("describes a body where a route takes one, and only there")
  func bodies() {
    for route in RouteCatalog.all {
      let hasBody = OpenAPIDocument.abouts[route.name]?.body != nil
      if case .none = route.body { #expect(!hasBody, "\(route.name)") } else { #expect(hasBody, "\(route.name)") }
    }
  }

  @Test("names only shapes that it has")
  func shapes() {
    let text = OpenAPIDocument.json.text
    let known = Set(OpenAPIShapes.all.map(\.name))
    let used = text.matches(of: /#\/components\/schemas\/([A-Za-z]+)/).map { String($0.1) }
    #expect(Set(used).isSubset(of: known))
    #expect(used.count > 20)
  }

  @Test("is served")
  func served() async throws {
    let answer = try await Daemon.run { daemon in try await daemon.call(.GET, "/openapi.json") }
    #expect(answer.status == 200)
    #expect(answer.body == OpenAPIDocument.json)
    #expect(answer.body["openapi"] == "3.1.0")
  }
}
