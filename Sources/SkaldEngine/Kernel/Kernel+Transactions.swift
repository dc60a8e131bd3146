import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

/// Calls whose work is done in the commit that keeps their answer.
///
/// It is durable first that the call is to be made, as with every other. The next batch opens the store's transaction,
/// lets the handler work behind a savepoint, and reduces the answer; its commit then has the work, the answer and what
/// follows from it.
extension Kernel {
  /// Has the tables made that handlers work on.
  /// - Throws: ``StoreError`` with the code `tables_unusable` where the store has none.
  func prepareTables() throws(StoreError) {
    guard let handlers = options.transactions else { return }
    guard let tables = try store.tables() else {
      let names = handlers.operations.keys.sorted().map { "`\($0)`" }.joined(separator: ", ")
      throw StoreError(
        code: .tablesUnusable,
        message: "the store has no tables for transactions\(names.isEmpty ? "" : ": \(names)"); use a database file")
    }
    self.tables = tables
    guard !handlers.preparations.isEmpty else { return }
    try tables.prepare { transaction in
      for prepare in handlers.preparations { try prepare(transaction) }
    }
  }

  /// Queues a call where a transaction carries it out; false where it is one for the world outside.
  func noteTransaction(_ id: InstanceID, _ call: HandlerCall) -> Bool {
    guard let handler = options.transactions?.operations[call.invocation.operation] else { return false }
    let opening = call.invocation.sealed == nil ? handler : SealedTransaction(handler, options.secrets)
    transactions.note(TransactionQueue.Entry(instance: id, call: call, handler: opening))
    return true
  }

  /// Carries out the calls whose turn it is.
  func performTransactions() throws(StoreError) {
    guard let tables else { return }
    let turn = transactions.takeTurn()
    for place in turn.indices {
      do throws(StoreError) {
        try perform(turn[place], tables)
      } catch {
        if error.code == .transactionEnded { transactions.blame(place, error.message) }
        throw error
      }
      try startKept()
    }
    // Nobody was awaited any more: there may be nothing to commit.
    if batch.journal.isEmpty { tables.rollBack() }
  }

  private func perform(_ entry: TransactionQueue.Entry, _ tables: any StoreTables) throws(StoreError) {
    let id = entry.call.invocation.id
    // One that was given up meanwhile has not happened, and must not happen any more.
    guard let instance = try instance(entry.instance), instance.state.inFlight.contains(id) else { return }
    if let fault = entry.fault {
      try reduce(instance, .answered(id, .blocked(effect: .none, message: fault)))
      return
    }
    var result = try tables.perform { transaction in entry.handler.perform(entry.call, in: transaction) }
    if let fault = instance.definition.program.fault(of: result, entry.call.invocation) {
      result = .blocked(effect: .none, message: fault)
    }
    let commands = try reduce(instance, .answered(id, result))
    if case .ok = result, !commands.isEmpty { return try tables.keep() }
    try tables.takeBack()
  }

  /// Takes an instance up after a restart.
  ///
  /// A transaction without an answer did not happen: it is made as it stands in the journal, and nothing is in doubt. One
  /// that brought the engine down again and again stands still.
  func takeUp(_ instance: LiveInstance) throws(StoreError) {
    guard tables != nil, !claim.isRestored, let calls = try unmadeTransactions(of: instance) else {
      try reduce(instance, recovery(of: instance))
      return
    }
    if !calls.isEmpty, claim.wasUnclean || instance.state.isSuspected {
      try reduce(instance, .interrupted(claim.wasUnclean ? calls.map(\.invocation.id) : []))
    }
    let open = instance.state.inFlight
    for call in calls where open.contains(call.invocation.id) { _ = noteTransaction(instance.id, call) }
  }

  /// The calls in flight, where all of them are transactions; nil where one is not.
  private func unmadeTransactions(of instance: LiveInstance) throws(StoreError) -> [HandlerCall]? {
    let awaited = instance.state.inFlight
    var calls: [HandlerCall] = []
    for told in try transitions(of: instance.id) {
      for case .call(let invocation) in told.commands where awaited.contains(invocation.id) {
        guard options.transactions?.operations[invocation.operation] != nil else { return nil }
        calls.append(handlerCall(invocation, instance))
      }
    }
    return calls.count == awaited.count ? calls : nil
  }
}

extension SagaProgram {
  /// Why the result of a transaction cannot be kept; nil where it can. What is not as declared is found while its writes
  /// can be taken back.
  fileprivate func fault(of result: CallResult, _ invocation: Invocation) -> String? {
    guard invocation.id.phase == .action, case .ok(let output) = result,
      let schema = operations.first(where: { $0.name == invocation.operation })?.output
    else { return nil }
    guard let violation = schema.violations(of: output ?? .null).first else { return nil }
    let place = violation.path.isEmpty ? "the result" : "`\(violation.path)`"
    return "\(place) of \(invocation.operation) is not as declared, and its writes are taken back: \(violation.message)"
  }
}
