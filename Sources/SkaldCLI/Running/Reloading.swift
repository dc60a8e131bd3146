import Logging
import ServiceLifecycle
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldServer
import UnixSignals

/// Reads the folder of a daemon and its tokens again, on SIGHUP and when it is asked to; where something is wrong with it, everything
/// stays as it is.
struct Reloading: Service {
  let engine: SagaEngine
  let sagas: ServedSagas
  let handlers: Handlers
  let secrets: ConfiguredSecrets
  let allowsMissing: Bool
  /// Who may use the daemon.
  let access: AccessList
  /// Reads the tokens of the configuration anew.
  let tokens: @Sendable () throws -> [AccessToken]
  let logger: Logger

  /// Waits for signals until the daemon ends.
  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      do throws(ReloadError) {
        let new = try await reload(by: "SIGHUP")
        logger.notice("the definitions were read again", metadata: ["new": "\(new.joined(separator: ", "))"])
      } catch {
        logger.error("the definitions stay as they are", metadata: ["error": "\(error)"])
      }
    }
  }

  /// Takes what the folder holds now into use.
  /// - Parameter actor: Who has it done, for the audit log.
  /// - Returns: the names and versions that are new.
  func reload(by actor: String) async throws(ReloadError) -> [String] {
    let programs: [SagaProgram]
    do {
      // First of all: a token that was taken out is worth nothing, whatever is the matter with the sagas.
      access.replace(with: try tokens())
      let errors = try sagas.errors()
      guard errors.isEmpty else {
        throw ReloadError(code: "definitions_invalid", message: "the definitions have errors", findings: errors)
      }
      programs = try sagas.chosen(of: try sagas.compiled())
      if !allowsMissing { try ServiceSetup.demandHandlers(handlers, for: programs) }
      try secrets.demand(for: programs, sagas.settings)
    } catch let fault as CommandFault {
      throw ReloadError(code: fault.code, message: fault.message)
    } catch let error as ReloadError {
      throw error
    } catch {
      throw ReloadError(code: "definitions_invalid", message: "\(error)")
    }
    do throws(EngineError) {
      return try await engine.deploy(programs, by: actor)
    } catch {
      throw ReloadError(code: error.code.rawValue, message: error.message)
    }
  }
}
