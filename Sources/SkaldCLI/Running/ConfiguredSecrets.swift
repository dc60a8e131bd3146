import Foundation
import SkaldCore
import SkaldHTTP
import SkaldRuntime

/// The secrets of a configuration: variables of the environment, and files that are read anew for each call.
struct ConfiguredSecrets: SecretSource {
  /// How long a secret may be: keys and certificates are far shorter.
  static let lengthMax = 65_536

  private let settings: [String: Configuration.SecretSetting]

  init(_ configuration: Configuration) { settings = configuration.secrets }

  func secret(named name: String) throws(SecretFault) -> Secret {
    guard let setting = settings[name] else { throw .unknown(name) }
    let value: String
    switch setting.origin {
    case .environment(let variable):
      guard let found = Environment[variable] else {
        throw SecretFault(
          message: "the environment has no variable `\(variable)`, from which the secret `\(name)` comes")
      }
      value = found
    case .file(let path): value = try Self.read(path, of: name)
    }
    guard !value.isEmpty else { throw SecretFault(isPassing: true, message: "the secret `\(name)` is empty") }
    return Secret(value)
  }

  /// The text of a file; the line break that editors put at its end does not belong to it.
  private static func read(_ path: String, of name: String) throws(SecretFault) -> String {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw SecretFault(isPassing: true, message: "the file `\(path)` of the secret `\(name)` cannot be read")
    }
    guard data.count <= lengthMax, let text = String(validating: data, as: UTF8.self) else {
      throw SecretFault(message: "the file `\(path)` of the secret `\(name)` is no text of at most 64 KiB")
    }
    if text.hasSuffix("\r\n") || text.hasSuffix("\n") { return String(text.dropLast()) }
    return text
  }
}

extension ConfiguredSecrets {
  /// Every secret that the sagas or the header fields of their services read must have a value, before anything starts.
  /// - Throws: ``CommandFault`` that names the place, or who asks for it.
  func demand(for programs: [SagaProgram], _ configuration: Configuration) throws {
    var readers: [(name: String, reader: String)] = []
    for program in programs {
      readers += program.secrets.map { ($0.name, "step `\($0.step)` of `\(program.name)`") }
    }
    let called = Set(
      programs.flatMap { $0.operations.compactMap { $0.name.split(separator: ".").first.map(String.init) } })
    for (service, headers) in configuration.headers.sorted(by: { $0.key < $1.key }) where called.contains(service) {
      readers += headers.flatMap { $0.secrets }.map { ($0, "the headers of the service `\(service)`") }
    }
    var known: Set<String> = []
    for (name, reader) in readers where known.insert(name).inserted { try demand(name, by: reader) }
  }

  private func demand(_ name: String, by reader: String) throws {
    guard let setting = settings[name] else {
      throw CommandFault.misuse(
        "no secret `\(name)`, read by \(reader); write `secrets: { \(name): { env: VARIABLE } }` in skald.yaml")
    }
    do throws(SecretFault) {
      _ = try secret(named: name)
    } catch {
      throw CommandFault.misuse("\(setting.place): \(error.message)")
    }
    if case .file(let path) = setting.origin, Self.isOpenToOthers(path) {
      Console.err("warning: \(setting.place): everybody on this machine can read `\(path)`; `chmod o-r` closes it")
    }
  }

  private static func isOpenToOthers(_ path: String) -> Bool {
    // A mounted secret is often a link to what counts.
    let file = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: file)
    guard let mode = attributes?[.posixPermissions] as? Int else { return false }
    return mode & 0o004 != 0
  }
}
