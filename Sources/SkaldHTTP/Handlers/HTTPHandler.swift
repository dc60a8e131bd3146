internal import Logging
public import SkaldCore
public import SkaldRuntime
internal import SkaldValue

/// A service behind HTTP, in any language: each call is a `POST {base}/{action}` with the arguments as JSON.
///
/// The request says in its header fields which call it is: `Idempotency-Key` is the same for every attempt, and
/// `Skald-Instance`, `Skald-Saga`, `Skald-Step`, `Skald-Attempt`, `Skald-Fence` and `Skald-Deadline` tell the rest. An
/// undo also has `Skald-Outcome`: `known`, or `unknown` where the action may never have happened. `Skald-Callback` is where
/// the answer goes after a 202. Where a tracer is installed, the request carries `traceparent`.
public struct HTTPHandler: Handler {
  /// The work is done by the service.
  public var runsInProcess: Bool { false }

  private let service: ServiceURL
  private let headers: [ServiceHeader]
  private let secrets: any SecretSource
  private let transport: HTTPTransport
  private let callbacks: CallbackAddress
  private let time: any TimeSource

  /// Makes a handler for all operations of a service.
  /// - Parameters:
  ///   - service: The URL below which each action has its path.
  ///   - headers: Header fields that each request has beside its own.
  ///   - secrets: The values of the secrets that those need.
  ///   - transport: What sends the requests; shared by all handlers and sinks.
  ///   - callbacks: Where services answer later.
  ///   - time: The clock by which deadlines are meant.
  public init(
    service: ServiceURL, headers: [ServiceHeader] = [], secrets: any SecretSource = Secrets(),
    transport: HTTPTransport, callbacks: CallbackAddress = CallbackAddress(), time: any TimeSource = SystemTime()
  ) {
    self.service = service
    self.headers = headers
    self.secrets = secrets
    self.transport = transport
    self.callbacks = callbacks
    self.time = time
  }

  /// Posts the call and understands the answer.
  public func perform(_ call: HandlerCall) async -> CallResult {
    var fields = Self.fields(of: call)
    if let token = call.callbackToken, let url = callbacks.url(for: token) {
      fields.append((name: "Skald-Callback", value: url))
    }
    var redactors: [Redactor] = []
    do throws(SecretFault) {
      for header in headers {
        let field = try header.field(secrets)
        fields.append((name: header.name, value: field.text))
        redactors.append(field.redactor)
      }
    } catch {
      return CallResult(error)
    }
    let result = await post(call.invocation, fields)
    return redactors.reduce(result) { $1.redacted($0) }
  }

  private func post(_ invocation: Invocation, _ fields: [(name: String, value: String)]) async -> CallResult {
    let outcome = await transport.send(
      HTTPTransport.Outgoing(
        url: service, action: Self.action(of: invocation.operation), fields: fields,
        body: invocation.arguments.utf8, limit: invocation.deadline - time.now()))
    return ResponseMapping.result(of: outcome, now: time.now())
  }

  /// The action of an operation: its name after the last dot.
  static func action(of operation: String) -> String {
    guard let dot = operation.lastIndex(of: ".") else { return operation }
    return String(operation[operation.index(after: dot)...])
  }

  /// The header fields of a call.
  static func fields(of call: HandlerCall) -> [(name: String, value: String)] {
    let invocation = call.invocation
    var fields = [
      (name: "Content-Type", value: "application/json"), (name: "Accept", value: "application/json"),
      (name: "Idempotency-Key", value: invocation.idempotencyKey.encodedAsField),
      (name: "Skald-Instance", value: call.instance.encodedAsField),
      (name: "Skald-Saga", value: call.saga.encodedAsField), (name: "Skald-Step", value: call.step.encodedAsField),
      (name: "Skald-Attempt", value: String(invocation.id.attempt)),
      (name: "Skald-Fence", value: String(invocation.fence)), (name: "Skald-Deadline", value: invocation.deadline.text),
    ]
    if invocation.id.phase == .undo {
      fields.append((name: "Skald-Outcome", value: invocation.isOutcomeKnown ? "known" : "unknown"))
    }
    return fields
  }
}
