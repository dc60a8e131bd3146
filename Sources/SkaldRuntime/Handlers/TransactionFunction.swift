internal import Logging
internal import SkaldCore
internal import SkaldValue

/// A Swift function as a handler in the engine's own commit.
///
/// What was written is taken out again unless the function returns a result that can be kept. So nothing happened after
/// any error, and nobody has to wonder.
struct TransactionFunction<Input: Decodable & Sendable>: TransactionHandler {
  /// What the function made of the call; nil for no result.
  typealias Body = @Sendable (Input, StoreTransaction, Call) throws -> (any Encodable)?

  let logger: Logger
  let body: Body

  func perform(_ call: HandlerCall, in transaction: StoreTransaction) -> CallResult {
    let operation = call.invocation.operation
    let input: Input
    do {
      input = try HandlerCoding.decode(call.invocation.arguments)
    } catch {
      return .blocked(effect: .none, message: "the handler of `\(operation)` \(CodingFault(error).onDecoding)")
    }
    let output: (any Encodable)?
    do {
      output = try body(input, transaction, Call(call, logger: logger))
    } catch let refusal as Refusal {
      return .refused(code: refusal.code, message: refusal.message)
    } catch is Pending {
      return .blocked(effect: .none, message: "the handler of `\(operation)` is a transaction, which cannot be pending")
    } catch {
      return .retryable(effect: .none, notBefore: nil, message: HandlerCoding.text(of: error))
    }
    do {
      return .ok(try output.map { try HandlerCoding.encode($0) })
    } catch {
      let fault = CodingFault(error)
      return .blocked(effect: .none, message: "the handler of `\(operation)` \(fault.onTakenBack)")
    }
  }
}
