import Testing

@Suite("The catalogs")
struct CatalogTests {
  struct Catalog: CustomTestStringConvertible, Sendable {
    let folder: String
    let file: String
    /// Files of the folder that are no entries of their own.
    let support: Set<String>
    var testDescription: String { file }
  }

  static let catalogs = [
    Catalog(folder: "Sources/SkaldLanguage/Rules", file: "Sources/SkaldLanguage/Rules/RuleCatalog.swift", support: []),
    Catalog(folder: "Sources/SkaldLanguage/Steps", file: "Sources/SkaldLanguage/Steps/StepCatalog.swift", support: []),
    Catalog(folder: "Sources/SkaldCLI/Commands", file: "Sources/SkaldCLI/Commands/CommandCatalog.swift", support: []),
    Catalog(
      folder: "Sources/SkaldCLI/Doctor/Checks", file: "Sources/SkaldCLI/Doctor/Checks/DoctorCatalog.swift", support: []),
    Catalog(
      folder: "Sources/SkaldDiagnostics/Reporters",
      file: "Sources/SkaldDiagnostics/Reporters/ReporterCatalog.swift", support: []),
    Catalog(
      folder: "Sources/SkaldSQLite/Migrations", file: "Sources/SkaldSQLite/Migrations/MigrationCatalog.swift",
      support: []),
    Catalog(folder: "Sources/SkaldServer/Routes", file: "Sources/SkaldServer/Routes/RouteCatalog.swift", support: []),
  ]

  @Test("every file of a catalog's folder is named in the catalog", arguments: catalogs)
  func everyFileIsRegistered(catalog: Catalog) throws {
    let registry = try Repository.text(catalog.file)
    let files = try Repository.files(below: catalog.folder, ending: ".swift")
    #expect(files.count > 1)
    for file in files where file.path != catalog.file && !catalog.support.contains(file.name) {
      // An extension `Type+Topic.swift` belongs to its type; a folder inside holds helpers.
      guard !file.name.contains("+"), !file.path.dropFirst(catalog.folder.count + 1).contains("/") else { continue }
      let type = String(file.name.dropLast(".swift".count))
      // A file holds a type, or a static member of that name, such as `.firstTables`.
      let member = "." + type.prefix(1).lowercased() + type.dropFirst()
      let isNamed = registry.contains(type) || registry.contains(member)
      #expect(isNamed, "\(catalog.file) does not name \(type)")
    }
  }
}
