internal import Logging
internal import SkaldCore
internal import SkaldValue

/// A Swift function as a handler: arguments are decoded, results encoded, errors understood.
struct FunctionHandler<Input: Decodable & Sendable>: Handler {
  /// What the function made of the call; nil for no result.
  typealias Body = @Sendable (Input, Call) async throws -> (any Encodable)?

  let isImmediate: Bool
  var reports: Bool { true }
  let logger: Logger
  let body: Body

  func perform(_ call: HandlerCall) async -> CallResult {
    let input: Input
    do {
      input = try decode(call.invocation.arguments)
    } catch {
      let fault = CodingFault(error)
      return .blocked(effect: .none, message: "the handler of `\(call.invocation.operation)` \(fault.onDecoding)")
    }
    let output: (any Encodable)?
    do {
      output = try await body(input, Call(call, logger: logger))
    } catch let refusal as Refusal {
      return .refused(code: refusal.code, message: refusal.message)
    } catch is Pending {
      return .pending
    } catch {
      return .retryable(effect: .unknown, notBefore: nil, message: FunctionHandler.text(of: error))
    }
    do {
      return .ok(try output.map { try encode($0) })
    } catch {
      let fault = CodingFault(error)
      return .blocked(effect: .applied, message: "the handler of `\(call.invocation.operation)` \(fault.onEncoding)")
    }
  }

  private func decode(_ arguments: JSON) throws -> Input {
    if let input = arguments as? Input { return input }
    return try arguments.decode(Input.self)
  }

  private func encode(_ output: any Encodable) throws -> JSON {
    if let json = output as? JSON { return json }
    return try JSON(encoding: output)
  }

  /// An error's own words; long ones are cut, for they are kept in the journal.
  private static func text(of error: any Error) -> String {
    String(String(describing: error).prefix(Handlers.messageLengthMax))
  }
}

/// Where a value did not fit a type. Tells the place and never the value.
private struct CodingFault {
  private var path: String
  private var reason: String

  init(_ error: any Error) {
    switch error {
    case DecodingError.typeMismatch(let type, let context): self.init(context.codingPath, "expected \(type)")
    case DecodingError.valueNotFound(let type, let context):
      self.init(context.codingPath, "expected \(type), found null")
    case DecodingError.keyNotFound(let key, let context): self.init(context.codingPath + [key], "is missing")
    case DecodingError.dataCorrupted(let context): self.init(context.codingPath, "has a value that the type refuses")
    case EncodingError.invalidValue(_, let context): self.init(context.codingPath, "has a value without a JSON form")
    default: self.init([], "does not fit its type (\(type(of: error)))")
    }
  }

  private init(_ path: [any CodingKey], _ reason: String) {
    self.path = path.map(\.stringValue).joined(separator: ".")
    self.reason = reason
  }

  private var place: String { path.isEmpty ? reason : "`\(path)` \(reason)" }
  var onDecoding: String { "cannot read its arguments: \(place)" }
  var onEncoding: String { "took effect, but its result cannot be kept: \(place)" }
}
