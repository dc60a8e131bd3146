public import SkaldCore
public import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// A saga as far as it came: its program is missing where its file, or one that it imports, has errors.
public struct CompiledSaga: Sendable {
  /// Its name.
  public let name: String
  /// Its version.
  public let version: Int
  /// The path of its file.
  public let file: String
  /// The program.
  public let program: SagaProgram?
  /// Where the parts of the program stand.
  public let debug: DebugInfo?
  /// The saga with its names resolved.
  package let bound: BoundSaga
}

/// A choreography as far as it came: its programs are missing where its file, or one that it imports, has errors.
public struct CompiledChoreography: Sendable {
  /// A participant.
  public struct Participant: Sendable {
    /// Its name.
    public let name: String
    /// Its reactions as a program.
    public let program: SagaProgram
    /// Where the parts of the program stand.
    public let debug: DebugInfo
  }

  /// Its name.
  public let name: String
  /// Its version.
  public let version: Int
  /// The path of its file.
  public let file: String
  /// The participants, in the order of the file; nil where the choreography has errors.
  public let participants: [Participant]?
  /// Its events and reactions as boxes and arrows.
  public let drawing: Drawing
}

/// What compiling a set of files gives.
public struct Compilation: Sendable {
  /// The sagas in the order of the files.
  public let sagas: [CompiledSaga]
  /// The choreographies in the order of the files.
  public let choreographies: [CompiledChoreography]
  /// Everything that was found, sorted.
  public let diagnostics: [Diagnostic]
  /// The numbers of the run.
  public let summary: Summary
  /// Everything that was read, with its names resolved.
  package let project: BoundProject

  /// Whether an error was found.
  public var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// From text to programs: reads, binds, checks and lowers; one call for lint, run and serve alike.
public enum Compiler {
  /// Compiles files.
  /// - Parameters:
  ///   - files: The files with what they import; see ``Imports``.
  ///   - projectFolder: The folder that `use` may not leave, as seen from the same place as the files' paths.
  ///   - isWholeProject: Whether these are all files of the project; rules about what is nowhere used need that.
  ///   - severities: How much findings weigh, where the project says so.
  ///   - deployment: What runs the sagas, where that is to be checked, too.
  public static func compile(
    _ files: [SourceText], projectFolder: String = ".", isWholeProject: Bool = false,
    severities: SeverityOverrides = SeverityOverrides(), deployment: Deployment? = nil
  ) -> Compilation {
    let run = CompilerRun(
      files: files, folder: projectFolder, isWhole: isWholeProject, severities: severities, deployment: deployment)
    let project = Project(files, schemas: SchemaFiles(files, folder: projectFolder))
    let binding = Binding(project, isWhole: isWholeProject)
    let found = run.diagnostics(of: project, binding, found: RuleCatalog.check(binding.project))
    let faulty = CompilerRun.filesWithErrors(found, in: project)
    let sagas = binding.project.sagas.map { run.compiled($0, binding.project.sagas, faulty: faulty) }
    return run.compilation(of: binding.project, sagas, found, faulty: faulty)
  }

  /// Finds what ``compile(_:projectFolder:isWholeProject:severities:deployment:)`` does, on all processors, and makes no
  /// programs: what lint needs of a folder of files.
  /// - Returns: the findings, sorted, and the numbers of the run.
  public static func findInParallel(
    _ files: [SourceText], projectFolder: String = ".", isWholeProject: Bool = false,
    severities: SeverityOverrides = SeverityOverrides(), deployment: Deployment? = nil
  ) async -> (diagnostics: [Diagnostic], summary: Summary) {
    let run = CompilerRun(
      files: files, folder: projectFolder, isWhole: isWholeProject, severities: severities, deployment: deployment)
    let project = await Project.readInParallel(files, folder: projectFolder)
    let binding = await Binding.inParallel(project, isWhole: isWholeProject)
    let found = run.diagnostics(of: project, binding, found: await RuleCatalog.checkInParallel(binding.project))
    return (found, run.summary(of: found))
  }
}

/// One run of the compiler: what it was asked to do, and how findings become an answer.
struct CompilerRun: Sendable {
  let files: [SourceText]
  let folder: String
  let isWhole: Bool
  let severities: SeverityOverrides
  let deployment: Deployment?

  /// Puts together what every stage found.
  func diagnostics(of project: Project, _ binding: Binding, found rules: [Diagnostic]) -> [Diagnostic] {
    var list = DiagnosticList(project.diagnostics)
    list.add(binding.diagnostics)
    let gaps = binding.project.filesWithGaps.union(project.broken)
    // A move to a wrong state leaves the right one without any: that is one cause.
    let hasWrongMoves = rules.contains { ["SK701", "SK702", "SK710"].contains($0.code) }
    list.add(rules.filter { Self.isMeaningful($0, gaps: gaps) && !(hasWrongMoves && $0.code == "SK704") })
    if let deployment { list.add(RuleCatalog.check(deployment, of: binding.project)) }
    return severities.applied(to: allowed(list.unique, project)) { RuleCatalog.rule($0)?.severity }
  }

  /// The files of which there is no program.
  static func filesWithErrors(_ found: [Diagnostic], in project: Project) -> Set<String> {
    var files = project.withFaultySchemas
    for finding in found where finding.severity == .error { files.insert(ProjectPath.normalized(finding.file)) }
    return files
  }

  /// The answer.
  func compilation(
    of project: BoundProject, _ sagas: [CompiledSaga], _ found: [Diagnostic], faulty: Set<String>
  ) -> Compilation {
    Compilation(
      sagas: sagas,
      choreographies: project.choreographies.map { compiled($0, faulty: faulty) },
      diagnostics: found,
      summary: summary(of: found), project: project)
  }

  /// The numbers of the run.
  func summary(of found: [Diagnostic]) -> Summary {
    Summary(
      files: files.count, errors: found.count { $0.severity == .error },
      warnings: found.count { $0.severity == .warning }, notes: found.count { $0.severity == .note })
  }

  /// The findings without those that an author allows, in the configuration as in the sagas.
  private func allowed(_ found: [Diagnostic], _ project: Project) -> [Diagnostic] {
    var (files, comments) = (files, project.comments)
    if let configuration = deployment?.configuration, comments[configuration.path] == nil {
      files.append(configuration)
      comments[configuration.path] = YAMLLoader.load(configuration).comments
    }
    return Suppressions.applied(
      to: found, in: files, comments: comments, isWholeProject: isWhole, deployment: deployment)
  }

  /// A saga, with its program where no file that it stands on has errors.
  func compiled(_ saga: BoundSaga, _ sagas: [BoundSaga], faulty: Set<String>) -> CompiledSaga {
    let files = Set(
      saga.withParts(among: sagas).flatMap { part in
        [ProjectPath.normalized(part.file)]
          + part.syntax.use.compactMap { ProjectPath.resolve($0.value, from: part.file, within: folder) }
      })
    let lowered = faulty.isDisjoint(with: files) ? Lowerer.lower(saga, among: sagas) : nil
    return CompiledSaga(
      name: saga.name, version: saga.version, file: saga.file, program: lowered?.program, debug: lowered?.debug,
      bound: saga)
  }

  /// A choreography, with its programs where no file that it stands on has errors.
  private func compiled(_ flow: BoundChoreography, faulty: Set<String>) -> CompiledChoreography {
    let used = flow.syntax.use.compactMap { ProjectPath.resolve($0.value, from: flow.file, within: folder) }
    let isSound = faulty.isDisjoint(with: [ProjectPath.normalized(flow.file)] + used)
    let lowered = isSound ? Lowerer.lower(flow) : nil
    return CompiledChoreography(
      name: flow.name, version: flow.version, file: flow.file,
      participants: lowered?.map { .init(name: $0.name, program: $0.program, debug: $0.debug) },
      drawing: Drawing(flow))
  }

  /// Whether a finding of a rule is more than the echo of a fault that is reported already.
  ///
  /// Where a part of a saga could not be understood, nothing can be said of its paths, states and events, and nothing
  /// of what is nowhere used.
  private static func isMeaningful(_ finding: Diagnostic, gaps: Set<String>) -> Bool {
    let speaksOfPaths = finding.code >= "SK400" && finding.code < "SK900"
    guard speaksOfPaths || finding.code == "SK203" else { return true }
    if ["SK203", "SK704", "SK801"].contains(finding.code) { return gaps.isEmpty }
    return !gaps.contains(finding.file)
  }
}
