import Testing

@Suite("The project stands alone")
struct StandsAloneTests {
  @Test(
    "the top level has what a newcomer looks for",
    arguments: [
      "README.md", "LICENSE", "CONTRIBUTING.md", "CHANGELOG.md", "Makefile", ".ci/run", ".swift-format",
      "sagas/contracts.yaml",
    ])
  func topLevelIsComplete(path: String) {
    #expect(Repository.exists(path))
  }

  @Test("no document points out of the repository")
  func documentsStayInside() throws {
    let folders = ["Sources", "sagas"]
    let documents = try folders.flatMap { try Repository.files(below: $0, ending: ".md") }
    let readme = Repository.SourceFile(path: "README.md", text: try Repository.text("README.md"))
    for document in documents + [readme] {
      #expect(!document.text.contains("../" + "shared"), "\(document.path)")
    }
  }

  @Test("the README's two commands are targets of the Makefile", arguments: ["demo", "test", "bench", "format"])
  func readmeCommandsExist(target: String) throws {
    #expect(try Repository.text("Makefile").contains("\n\(target):"))
    #expect(try Repository.text("README.md").contains("make \(target)"))
  }
}
