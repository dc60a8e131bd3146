import FoundationEssentials
import SkaldDiagnostics
import SkaldLanguage
import SkaldYAML

/// The files that a command reads: the only place where YAML comes from a disk.
struct ProjectFiles {
  /// The files, in the order of their paths.
  let sources: [SourceText]
  /// The folder that no path may leave.
  let folder: String
  /// Whether these are all files of a project.
  let isWhole: Bool

  static let configurationName = "skald.yaml"

  /// Reads files and folders, and what they import.
  /// - Throws: ``CommandFault`` where a path cannot be read.
  init(paths: [String]) throws {
    var found: [String] = []
    for path in paths { found += try Self.files(at: path) }
    let isFolder = paths.count == 1 && Self.isFolder(paths[0])
    let folder = isFolder ? paths[0] : Self.projectFolder(of: found.first ?? paths.first ?? ".")
    self.folder = folder
    isWhole = isFolder
    var sources: [SourceText] = []
    var known: Set<String> = []
    while true {
      var next = 0
      while next < found.count {
        let path = found[next]
        next += 1
        guard known.insert(path).inserted else { continue }
        let source = try Self.read(path)
        sources.append(source)
        let imports = Imports.paths(of: source, projectFolder: folder)
        // An import that does not exist is a finding of the language, with its place.
        found += imports.filter { !known.contains($0) && FileManager.default.fileExists(atPath: $0) }
      }
      found = isWhole ? [] : try Self.filesOfSubSagas(sources, in: folder)
      if found.isEmpty { break }
    }
    self.sources = sources
  }

  private init(sources: [SourceText], folder: String, isWhole: Bool) {
    self.sources = sources
    self.folder = folder
    self.isWhole = isWhole
  }

  /// The same files with other texts.
  func replacing(_ texts: [SourceText]) -> ProjectFiles {
    let byPath = Dictionary(texts.map { ($0.path, $0) }) { first, _ in first }
    return ProjectFiles(sources: sources.map { byPath[$0.path] ?? $0 }, folder: folder, isWhole: isWhole)
  }

  /// The same files with one more.
  func adding(_ source: SourceText) -> ProjectFiles {
    ProjectFiles(sources: sources.filter { $0.path != source.path } + [source], folder: folder, isWhole: false)
  }

  /// The files of the project with the sub-sagas that are named and not read yet.
  private static func filesOfSubSagas(_ sources: [SourceText], in folder: String) throws -> [String] {
    var wanted: Set<String> = []
    for source in sources { wanted.formUnion(Imports.subSagas(of: source)) }
    guard !wanted.isEmpty else { return [] }
    for source in sources { wanted.subtract(Imports.sagas(in: source)) }
    guard !wanted.isEmpty else { return [] }
    let read = Set(sources.map { $0.path })
    return try files(at: folder).map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }.filter { path in
      try !read.contains(path) && !wanted.isDisjoint(with: Imports.sagas(in: Self.read(path)))
    }
  }

  /// Takes a text that did not come from a file, such as the standard input.
  init(source: SourceText) {
    sources = [source]
    folder = "."
    isWhole = false
  }

  /// Compiles the files.
  func compile(
    severities: SeverityOverrides = SeverityOverrides(), deployment: Deployment? = nil
  ) -> Compilation {
    Compiler.compile(
      sources, projectFolder: folder, isWholeProject: isWhole, severities: severities, deployment: deployment)
  }

  /// Finds what is wrong with the files, on all processors.
  func findInParallel(
    severities: SeverityOverrides, deployment: Deployment?
  ) async -> (diagnostics: [Diagnostic], summary: Summary) {
    await Compiler.findInParallel(
      sources, projectFolder: folder, isWholeProject: isWhole, severities: severities, deployment: deployment)
  }

  /// The bytes of a file, at most what the loader would take and one more.
  static func read(_ path: String) throws -> SourceText {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandFault.misuse("cannot read `\(path)`")
    }
    return SourceText(path: path, bytes: Array(data))
  }

  static func isFolder(_ path: String) -> Bool {
    var isFolder = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
  }

  /// The saga files of a folder: `*.yaml` and `*.yml`, but for the configuration and hidden folders.
  private static func files(at path: String) throws -> [String] {
    guard isFolder(path) else {
      guard FileManager.default.fileExists(atPath: path) else {
        throw CommandFault.misuse("there is no file or folder `\(path)`")
      }
      return [path]
    }
    let root = path.hasSuffix("/") ? String(path.dropLast()) : path
    let names: [String]
    do { names = try FileManager.default.subpathsOfDirectory(atPath: root) } catch {
      throw CommandFault.misuse("cannot read the folder `\(path)`")
    }
    return names.filter { name in
      let parts = name.split(separator: "/")
      let isHidden = parts.contains { $0.hasPrefix(".") }
      return !isHidden && parts.last != Substring(configurationName)
        && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }
    .sorted().map { "\(root)/\($0)" }
  }

  /// The nearest folder above a file that has a configuration, else its own.
  private static func projectFolder(of file: String) -> String {
    let parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    var folder = Array(parts)
    while !folder.isEmpty {
      let path = folder.joined(separator: "/")
      if FileManager.default.fileExists(atPath: "\(path)/\(configurationName)") { return path }
      folder.removeLast()
    }
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }
}
