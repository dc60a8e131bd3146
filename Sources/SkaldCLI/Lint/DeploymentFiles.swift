import SkaldDiagnostics
import SkaldLanguage

/// The deployment that `--config` and `--handlers` describe.
enum DeploymentFiles {
  /// Reads what is named; nil where nothing is.
  /// - Throws: ``CommandFault`` with the place of what is wrong.
  static func read(_ configuration: Configuration, isNamed: Bool, handlers: String?) throws -> Deployment? {
    guard isNamed || handlers != nil else { return nil }
    let list = try handlers.map { try self.handlers(at: $0) }
    var deployment = Deployment(configuration: isNamed ? configuration.source : nil, handlers: list)
    // The environment may say which sagas run, too.
    if isNamed { deployment.choose(configuration.definitions) }
    return deployment
  }

  private static func handlers(at path: String) throws -> HandlerList {
    let source = try ProjectFiles.read(path)
    do throws(HandlerList.FormatError) {
      return try HandlerList(reading: source)
    } catch {
      let position = source.position(at: error.range.start)
      throw CommandFault.misuse("\(path):\(position.line):\(position.column): \(error.message)")
    }
  }
}
