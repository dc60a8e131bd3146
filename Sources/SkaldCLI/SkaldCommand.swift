public import ArgumentParser
import Glibc
public import SkaldRuntime
import Synchronization

/// The command `skald`: every command of a saga's life, and the daemon.
///
/// A daemon with Swift handlers of one's own has the same commands:
///
/// ```swift
/// @main struct Shop {
///   static func main() async { await SkaldCommand.main(handlers: handlers) }
/// }
/// ```
public struct SkaldCommand: AsyncParsableCommand {
  /// The commands, and what they are for.
  public static let configuration = CommandConfiguration(
    commandName: "skald", abstract: "Recites sagas: business actions across services that end well or are undone.",
    discussion: """
      Example:
        skald lint sagas
        skald run sagas/place-order.saga.yaml --mock --input @order.json
        skald serve sagas --config skald.yaml
      """,
    version: SkaldVersion.text, subcommands: CommandCatalog.all)

  /// Makes the command.
  public init() {}

  /// Runs the command of this process with Swift handlers, beside those that the configuration names.
  /// - Parameter handlers: The handlers that `run` and `serve` use.
  public static func main(handlers: Handlers) async {
    Embedded.handlers.withLock { $0 = handlers }
    await main()
  }

  /// Runs the command of this process.
  public static func main() async { Glibc.exit(await run(Array(CommandLine.arguments.dropFirst()))) }

  /// Runs a command.
  /// - Returns: the exit code: 0 fine, 1 findings or a saga that did not complete, 2 misuse, 3 a fault inside, 75 held.
  static func run(_ arguments: [String]) async -> Int32 {
    do {
      var command = try parseAsRoot(Arguments.normalized(arguments))
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
      return 0
    } catch let fault as CommandFault {
      fault.report(asJSON: Arguments.wantJSON(arguments))
      return fault.exitCode
    } catch let code as ExitCode {
      return code.rawValue
    } catch {
      return report(error, arguments)
    }
  }

  /// What the argument parser has to say: help on the standard output, a misuse on the error output.
  private static func report(_ error: any Error, _ arguments: [String]) -> Int32 {
    guard Self.exitCode(for: error) != .success else {
      Console.out(fullMessage(for: error))
      return 0
    }
    if Self.exitCode(for: error) == .validationFailure {
      CommandFault.misuse(message(for: error)).report(asJSON: Arguments.wantJSON(arguments))
      if !Arguments.wantJSON(arguments) { Console.err("\(usageString(for: error))") }
      return CommandFault.misuseCode
    }
    CommandFault(code: "internal", message: "\(error)", exitCode: 3).report(asJSON: Arguments.wantJSON(arguments))
    return 3
  }

  private static func usageString(for error: any Error) -> String {
    let lines = fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: false)
    return lines.drop { !$0.hasPrefix("Usage:") }.joined(separator: "\n")
  }
}

/// The Swift handlers of a process that is a daemon of its own.
enum Embedded {
  static let handlers = Mutex(Handlers())
}

/// The version of the command.
enum SkaldVersion {
  static let text = "0.1.0"
}

/// What the command line needs before it is parsed.
enum Arguments {
  /// `--mock` may stand alone: then everything is answered from the contracts.
  static func normalized(_ arguments: [String]) -> [String] {
    var normalized: [String] = []
    for (index, argument) in arguments.enumerated() {
      normalized.append(argument)
      guard argument == "--mock" else { continue }
      let next = index + 1 < arguments.count ? arguments[index + 1] : "-"
      if next.hasPrefix("-") || !next.contains("=") { normalized.append(MockOption.everything) }
    }
    return normalized
  }

  /// Whether errors are wanted as JSON, too.
  static func wantJSON(_ arguments: [String]) -> Bool {
    arguments.contains("--format=json")
      || zip(arguments, arguments.dropFirst()).contains { $0 == "--format" && $1 == "json" }
  }
}
