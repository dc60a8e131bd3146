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
      input = try HandlerCoding.decode(call.invocation.arguments)
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
      return .retryable(effect: .unknown, notBefore: nil, message: HandlerCoding.text(of: error))
    }
    do {
      return .ok(try output.map { try HandlerCoding.encode($0) })
    } catch {
      let fault = CodingFault(error)
      return .blocked(effect: .applied, message: "the handler of `\(call.invocation.operation)` \(fault.onEncoding)")
    }
  }
}
