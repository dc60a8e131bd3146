import ArgumentParser
import SkaldDiagnostics
import SkaldLanguage

/// `skald lint`: finds what is wrong with saga files.
struct LintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Find what is wrong with saga files.",
    discussion: """
      Exits with 1 where there is an error; with --strict also for a warning.
      Settings of a project stand under `lint` in skald.yaml; a flag wins over them.
      A comment allows a finding in one place: # skald:allow CODE -- reason

      Example:
        skald lint sagas
        skald lint --format json sagas/place-order.saga.yaml
        skald lint --diff sagas
        skald lint --severity SK602=warning --baseline skald-baseline.json sagas
        skald lint --config skald.yaml --handlers handlers.yaml sagas
        cat draft.yaml | skald lint -
      """)

  @Argument(help: "Files and folders; - reads the standard input.", completion: .yaml)
  var paths: [String] = ["sagas"]

  @Option(
    help: "How findings are written: \(ReporterCatalog.names.joined(separator: ", ")).",
    completion: .list(ReporterCatalog.names))
  var format = "text"

  @Flag(help: "Put in the fixes of findings, and lint again; with - the fixed text is printed.")
  var fix = false

  @Flag(help: "Print what --fix would change, and change nothing; exits with 1 where it would change something.")
  var diff = false

  @Option(parsing: .singleValue, help: "How much a rule weighs: CODE=error, warning, note or off; repeatable.")
  var severity: [String] = []

  @Flag(inversion: .prefixedNo, help: "Exit with 1 for warnings, too.")
  var strict: Bool?

  @Flag(inversion: .prefixedNo, help: "Show notes, such as services that no contract declares.")
  var notes: Bool?

  @Option(help: "Do not show the findings that this file records.", completion: .file(extensions: ["json"]))
  var baseline: String?

  @Option(help: "Record all findings in this file, and show none.", completion: .file(extensions: ["json"]))
  var writeBaseline: String?

  @Option(
    help: "Check the deployment that this configuration describes, too: addresses, signatures, what starts.",
    completion: .yaml)
  var config: String?

  @Option(
    help: "Report operations without a handler: a list of operations or services, or a file with `services`.",
    completion: .yaml)
  var handlers: String?

  func validate() throws {
    let actions = [(fix, "--fix"), (diff, "--diff"), (writeBaseline != nil, "--write-baseline")]
    let named = actions.filter { $0.0 }.map { $0.1 }
    if named.count > 1 { throw ValidationError("\(named.joined(separator: " and ")) exclude each other") }
    if paths.contains("-"), paths.count > 1 { throw ValidationError("- stands alone, without other paths") }
  }

  func run() async throws {
    guard let reporter = ReporterCatalog.reporter(named: format, colour: Console.isColourful) else {
      throw CommandFault.misuse("expected --format \(ReporterCatalog.names.joined(separator: ", ")), found `\(format)`")
    }
    let plan = try plan()
    let files = isPiped ? try ProjectFiles(source: Self.standardInput()) : try ProjectFiles(paths: paths)
    let result: LintRun
    if let writeBaseline { return try record(await LintRun(files, plan), in: writeBaseline) }
    if fix || diff {
      result = try await mend(files, plan, reporter)
    } else {
      result = await LintRun(files, plan)
      LintOutput.write(result, reporter, plan, isText: format == "text")
    }
    if result.fails(isStrict: plan.settings.isStrict) { throw ExitCode(1) }
  }

  private var isPiped: Bool { paths == ["-"] }

  private static func standardInput() throws -> SourceText {
    SourceText(path: "<stdin>", bytes: try StandardInput.readAll())
  }

  private func plan() throws -> LintPlan {
    let configuration = try Configuration.load(config)
    var settings = configuration.lint
    for pair in severity { try settings.set(severity: pair, from: "--severity") }
    settings.isStrict = strict ?? settings.isStrict
    settings.showsNotes = notes ?? settings.showsNotes
    let recorded = writeBaseline == nil ? baseline ?? settings.baseline : nil
    return LintPlan(
      settings: settings,
      deployment: try DeploymentFiles.read(
        configuration, isNamed: config != nil || Environment["SKALD_CONFIG"] != nil, handlers: handlers),
      baseline: try recorded.map { try BaselineFile(reading: $0) })
  }

  private func record(_ run: LintRun, in path: String) throws {
    let file = run.baseline(at: path)
    try file.write()
    Console.err("recorded \(counted(file.baseline.entries.count, "finding")) in \(path)")
  }

  /// Puts in fixes, or shows them; returns the run over what is left.
  private func mend(_ files: ProjectFiles, _ plan: LintPlan, _ reporter: any Reporter) async throws -> LintRun {
    let run = await FixRun(files, plan)
    let changes = run.changes
    if diff {
      for change in changes { Console.out(UnifiedDiff.text(from: change.old, to: change.new)) }
      Console.err("\(counted(run.fixed.count, "finding")) would be fixed in \(counted(changes.count, "file"))")
      if run.after.summary.errors > 0 {
        Console.err("\(counted(run.after.summary.errors, "error")) would be left: see skald lint without --diff")
      }
      if !changes.isEmpty { throw ExitCode(1) }
      return run.after
    }
    for change in changes where !isPiped { try FileReplacement.write(change.new.bytes, to: change.new.path) }
    if isPiped, let text = run.after.files.sources.first { Console.out(bytes: text.bytes) }
    for line in run.fixed { Console.err(line) }
    if !changes.isEmpty {
      Console.err("\(counted(run.fixed.count, "finding")) fixed in \(counted(changes.count, "file"))")
    }
    LintOutput.write(run.after, reporter, plan, isText: format == "text", isAside: isPiped)
    return run.after
  }
}
