internal import SkaldCore
public import SkaldDiagnostics
public import SkaldLanguage

/// A case of a `tests:` document: what a saga or a flow meets, and what it must come to.
///
/// ```swift
/// let files = [SourceText(path: "place-order.saga.yaml", text: saga), SourceText(path: "a.test.yaml", text: tests)]
/// for scenario in Scenario.all(of: Compiler.compile(files), in: files) {
///   let result = await scenario.run()
///   #expect(result.differences.isEmpty, "\(result)")
/// }
/// ```
///
/// Time is virtual, and two runs are the same.
public struct Scenario: Sendable, CustomStringConvertible {
  /// A line of a file.
  public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// The path of the file.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// `FILE:LINE`.
    public var description: String { "\(file):\(line)" }
  }

  /// What is run.
  enum Target: Sendable {
    case saga(SagaProgram)
    /// The participants of a flow.
    case flow([SagaProgram])

    var programs: [SagaProgram] {
      switch self {
      case .saga(let program): [program]
      case .flow(let programs): programs
      }
    }
  }

  /// Its name.
  public let name: String
  /// The name of the saga or the choreography.
  public let definition: String
  /// Where it stands.
  public let place: Place

  let syntax: TestCaseSyntax
  /// Nil where the definition has errors.
  let target: Target?
  let source: SourceText?

  /// `DEFINITION: NAME`.
  public var description: String { "\(definition): \(name)" }

  /// The place of something in its file.
  func place(of range: SourceRange) -> Place {
    Place(file: place.file, line: source?.position(at: range.start).line ?? place.line)
  }

  /// All cases of the files that were compiled, in their order.
  /// - Parameters:
  ///   - compilation: What was compiled.
  ///   - files: The texts of the files, for the lines in which things stand.
  public static func all(of compilation: Compilation, in files: [SourceText]) -> [Scenario] {
    compilation.project.tests.flatMap { tests in
      let source = files.first { $0.path == tests.file }
      let target = target(of: tests.target, in: compilation)
      return tests.syntax.cases.map { syntax in
        let line = source?.position(at: syntax.name.range.start).line ?? 1
        return Scenario(
          name: syntax.name.value, definition: tests.target.name, place: Place(file: tests.file, line: line),
          syntax: syntax, target: target, source: source)
      }
    }
  }

  private static func target(of tests: BoundTests.Target, in compilation: Compilation) -> Target? {
    guard tests.isSaga else {
      let flow = compilation.choreographies.first { $0.name == tests.name && $0.version == tests.version }
      return flow?.participants.map { .flow($0.map { $0.program }) }
    }
    let saga = compilation.sagas.first { $0.name == tests.name && $0.version == tests.version }
    return saga?.program.map { .saga($0) }
  }
}
