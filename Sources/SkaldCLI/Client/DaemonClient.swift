import JSONSchema
import ArgumentParser
import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import SkaldEngine
import SkaldValue

/// Where the daemon is, for the commands that operate it.
struct DaemonOption: ParsableArguments {
  @Option(help: "The daemon's address (SKALD_SERVER); SKALD_TOKEN is shown to it, SKALD_CA names its authority.")
  var server: String?

  var client: DaemonClient {
    let address = server ?? Environment["SKALD_SERVER"] ?? "http://\(Configuration.listenDefault)"
    return DaemonClient(base: address.hasSuffix("/") ? String(address.dropLast()) : address)
  }
}

/// Speaks with a daemon.
struct DaemonClient {
  /// An answer of the daemon.
  struct Answer {
    let status: UInt
    let body: JSON
  }

  /// The most that is read of an answer.
  static let bytesMax = 64 << 20

  let base: String
  /// Made for all requests of the process: with the authority of the environment, where there is one.
  private static let http = Result { try client(trusting: Environment["SKALD_CA"]) }

  private static func client(trusting file: String?) throws -> HTTPClient {
    var configuration = HTTPClient.Configuration()
    // Whoever sits before a terminal wants to hear at once that nobody answers.
    configuration.timeout.connect = .seconds(5)
    configuration.connectionPool.retryConnectionEstablishment = false
    if let file {
      var tls = TLSConfiguration.makeClientConfiguration()
      tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
      configuration.tlsConfiguration = tls
    }
    return HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// Asks for something.
  func get(_ path: String) async throws -> Answer {
    try await ask(HTTPClientRequest(url: base + path))
  }

  /// Asks for text that is no JSON.
  func text(_ path: String) async throws -> String {
    let response = try await open(HTTPClientRequest(url: base + path))
    let bytes = Array(buffer: try await response.body.collect(upTo: Self.bytesMax))
    guard response.status.code < 400 else {
      throw Self.fault(Answer(status: UInt(response.status.code), body: try parse(bytes)))
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Sends something.
  func post(_ path: String, _ body: JSON, headers: [(String, String)] = []) async throws -> Answer {
    try await send(.POST, path, body, headers)
  }

  /// Has something be so.
  func put(_ path: String, _ body: JSON) async throws -> Answer { try await send(.PUT, path, body, []) }

  private func send(
    _ method: HTTPMethod, _ path: String, _ body: JSON, _ headers: [(String, String)]
  ) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = method
    request.headers.add(name: "content-type", value: "application/json")
    for (name, value) in headers { request.headers.replaceOrAdd(name: name, value: value) }
    request.body = .bytes(body.utf8)
    return try await ask(request)
  }

  /// Has something deleted.
  func delete(_ path: String) async throws -> Answer {
    var request = HTTPClientRequest(url: base + path)
    request.method = .DELETE
    return try await ask(request)
  }

  private func ask(_ request: HTTPClientRequest) async throws -> Answer {
    let response = try await open(request)
    let bytes = try await response.body.collect(upTo: Self.bytesMax)
    let body = bytes.readableBytes == 0 ? .null : try parse(Array(bytes.readableBytesView))
    let answer = Answer(status: UInt(response.status.code), body: body)
    guard answer.status < 400 else { throw Self.fault(answer) }
    return answer
  }

  func open(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
    var request = request
    if let token = Environment[Configuration.AccessSettings.variable] {
      request.headers.replaceOrAdd(name: "authorization", value: "Bearer \(token)")
    }
    let client: HTTPClient
    do {
      client = try Self.http.get()
    } catch {
      throw CommandFault.misuse("expected certificates in PEM in the file that SKALD_CA names: \(error)")
    }
    do {
      // A wait for the end of a saga may last; the daemon bounds it.
      return try await client.execute(request, timeout: .seconds(120))
    } catch {
      throw CommandFault(code: "unreachable", message: "no daemon answers at \(base): \(error)", exitCode: 1)
    }
  }

  private func parse(_ bytes: [UInt8]) throws -> JSON {
    do throws(JSONError) {
      return try JSON.parse(bytes)
    } catch {
      throw CommandFault(code: "protocol", message: "\(base) does not answer as a daemon does: \(error)", exitCode: 1)
    }
  }

  /// What the daemon refused, in its own words.
  static func fault(_ answer: Answer) -> CommandFault {
    let code = answer.body["code"]?.string ?? "http_\(answer.status)"
    let message =
      answer.body["detail"]?.string ?? answer.body["title"]?.string ?? "the daemon answered \(answer.status)"
    let errors = (answer.body["errors"]?.array ?? []).map {
      SchemaViolation(path: $0["path"]?.string ?? "", message: $0["message"]?.string ?? "")
    }
    // An input against the schema is a misuse, wherever it is found.
    let isMisuse = [EngineError.Code.inputInvalid, .scheduleInvalid].contains { $0.rawValue == code }
    return CommandFault(
      code: code, message: message, errors: errors, exitCode: isMisuse ? CommandFault.misuseCode : 1)
  }

  /// A path segment with everything encoded that is not plain.
  static func segment(_ text: String) -> String {
    var encoded = ""
    for byte in text.utf8 {
      let character = Character(Unicode.Scalar(byte))
      if byte < 128, character.isLetter || character.isNumber || "-._~".contains(character) {
        encoded.append(character)
      } else {
        let digits = String(byte, radix: 16, uppercase: true)
        encoded += byte < 16 ? "%0\(digits)" : "%\(digits)"
      }
    }
    return encoded
  }

  /// A query of the parameters that have a value.
  static func query(_ parameters: [(String, String?)]) -> String {
    let pairs = parameters.compactMap { name, value in value.map { "\(name)=\(segment($0))" } }
    return pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&")
  }
}
