/// Why a call came to no answer: its transaction is to be rolled back, and its effect is none.
public enum WorkFault: Error, CustomStringConvertible {
  /// The database did not do what was asked.
  case database(SQLFault)
  /// The body of the request does not fit.
  case input(BadCall)
  /// The work threw something else.
  case work(any Error)

  /// Sorts an error.
  init(_ error: any Error) {
    switch error {
    case let fault as WorkFault: self = fault
    case let fault as SQLFault: self = .database(fault)
    case let fault as BadCall: self = .input(fault)
    default: self = .work(error)
    }
  }

  /// What went wrong.
  public var description: String {
    switch self {
    case .database(let fault): "database: \(fault)"
    case .input(let fault): fault.message
    case .work(let error): "\(error)"
    }
  }

  /// The answer to send after the roll-back.
  public var answer: ServiceAnswer {
    switch self {
    case .database(let fault) where fault.kind == .busy: .later
    case .input(let fault): .invalid(fault.message)
    case .database, .work: .failed
    }
  }
}
