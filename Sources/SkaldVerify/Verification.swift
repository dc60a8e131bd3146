public import SkaldCore

/// Explores every story that a saga can tell within bounds: every refusal, lost or late message, crash and cancel.
///
/// What is explored is the interpreter that runs in production, together with an adversary who has the network, the
/// services and the engine's own end in hand, and a ledger of what the services really did.
public struct Verification: Sendable {
  /// The programs: one of a saga, or one for each participant of a choreography.
  let programs: [SagaProgram]
  /// How far it goes.
  public let bounds: VerifyBounds

  /// Prepares the exploration of a saga.
  public init(_ program: SagaProgram, bounds: VerifyBounds = VerifyBounds()) {
    programs = [program]
    self.bounds = bounds
  }

  /// Prepares the exploration of the participants of a choreography.
  public init(participants: [SagaProgram], bounds: VerifyBounds = VerifyBounds()) {
    programs = participants
    self.bounds = bounds
  }

  /// Explores.
  /// - Parameter mayGoOn: Asked now and then; false ends it where it stands, and the report says so.
  public func run(while mayGoOn: @escaping @Sendable () -> Bool = { true }) async -> VerifyReport {
    let model = Model(programs, bounds)
    var explorer = Explorer(model)
    return VerifyReport(await explorer.run(while: mayGoOn))
  }
}
