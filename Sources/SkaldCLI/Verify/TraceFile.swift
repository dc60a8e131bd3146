import ArgumentParser
import SkaldDiagnostics
import SkaldValue
import SkaldVerify

/// A trace that is told again.
struct TraceFile {
  /// Where it is.
  let path: String

  /// Tells the story with the definitions of these files.
  /// - Throws: an exit code of 1 where the story still breaks a property; ``CommandFault`` where the file is no trace, or
  ///   tells of a definition that is not there.
  func tell(_ paths: [String]) throws {
    let source = try ProjectFiles.read(path)
    guard let json = try? JSON.parse(source.bytes), let trace = Trace(json) else {
      throw CommandFault.misuse("`\(path)` is no trace; expected a file that `skald verify --traces` wrote")
    }
    let files = try ProjectFiles(paths: paths)
    let compilation = files.compile(severities: try Configuration.load(nil).lint.severities)
    try CompiledProject.refuseErrors(compilation, files)
    let subjects = VerifySubject.all(of: compilation, VerifyBounds())
    guard let subject = subjects.first(where: { $0.name == trace.definition }) else {
      throw CommandFault.misuse(
        "there is no `\(trace.definition)` in \(paths.map { "`\($0)`" }.joined(separator: ", "))")
    }
    let replay = subject.verification.replay(trace)
    Console.out(replay.story.text)
    if let missing = replay.missing {
      Console.out("\nthe definition does not allow the next move any more: \(missing)")
    }
    guard let property = replay.violation else { return Console.out("\nevery property holds") }
    Console.out("\n\(property.code) \(property.name)\n\(property.summary)")
    throw ExitCode(1)
  }
}
