import SkaldCore

@testable import SkaldVerify

/// What authors and services do wrong with one call: with a name that says so.
enum Defect: String, CaseIterable {
  /// The service takes a repeat for another call.
  case forgetsKeys
  /// The service says that it has a barrier, and has none.
  case hasNoBarrier
  /// The service decides anew on a repeat.
  case forgetsRefusals
  /// Each repeat of the undo pays once more.
  case refundsAgain
  /// The undo may be refused.
  case refusesRefund
  /// The undo needs the result of the call, which may be lost.
  case undoesByResult
  /// Nobody waits for calls that are still on their way.
  case doesNotWait

  /// The property that does not hold where it is hidden.
  var breaks: Property {
    switch self {
    case .forgetsKeys: .repeatedEffect
    case .hasNoBarrier, .doesNotWait: .actionAfterUndo
    case .forgetsRefusals: .effectLeft
    case .refundsAgain: .repeatedUndo
    case .refusesRefund, .undoesByResult: .strandedSaga
    }
  }

  /// The saga as it is written, and what its services really do.
  func hidden(in program: SagaProgram, states: Int = 1500) -> Verification {
    var bounds = VerifyBounds(faults: 1, states: states)
    switch self {
    case .forgetsKeys: return verification(program, bounds, program.changing("bank.charge") { $0.idempotency = .never })
    case .hasNoBarrier: return verification(program, bounds, program.changing("bank.charge") { $0.hasBarrier = false })
    case .forgetsRefusals:
      return verification(program, bounds, program.changing("bank.charge") { $0.remembersRefusals = false })
    case .refundsAgain:
      return verification(program, bounds, program.changing("bank.refund") { $0.idempotency = .never })
    case .refusesRefund:
      let wrong = program.changing("bank.refund") { $0.refusals = ["too_late"] }
      return verification(wrong, bounds, wrong)
    case .undoesByResult:
      let wrong = program.changingCalls(of: "bank.charge") { invoke in
        guard let receipt = SagaProgram.expression("charge.receipt") else { return }
        let plan = invoke.undo[0].call
        invoke.undo[0].call = CallPlan(
          operation: plan.operation,
          arguments: .object([.init(name: "id", value: .expression(receipt))]), policy: plan.policy)
      }
      return verification(wrong, bounds, wrong)
    case .doesNotWait:
      bounds.allowsLateRequests = true
      let wrong = program.changing("bank.charge") { $0.hasBarrier = false }
      return verification(wrong, bounds, wrong)
    }
  }

  private func verification(_ program: SagaProgram, _ bounds: VerifyBounds, _ truth: SagaProgram) -> Verification {
    Verification(program, bounds: bounds, services: truth.operations)
  }
}
