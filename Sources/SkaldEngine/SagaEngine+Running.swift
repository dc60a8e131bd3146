import Logging
import ServiceLifecycle
import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// Opens the store, takes up what is in it, and works until the task is canceled or a graceful shutdown is asked for.
  ///
  /// At the end calls in flight may finish within the grace, events are published, and the store is closed.
  /// - Throws: `StoreError` where the store cannot be opened, or fails while instances are taken up.
  public func run() async throws {
    let ended = OneShot<StoreError?>()
    guard OwnerThread.start({ [self] in ended.fulfil(work()) }) else {
      throw StoreError(code: .io, message: "the system gives no thread")
    }
    let opening = await opened.value
    let store: Opened
    switch opening {
    case .failure(let error): throw error
    case .success(let opened): store = opened
    }
    setup.logger.info("the engine runs", metadata: ["durability": "\(store.durability)"])
    await withTaskGroup(of: Void.self) { group in
      // What the bus has not delivered waits in the outbox: at the end nothing is taken up any more.
      let publishing = Countdown(setup.sinks.count { !($0 is EmbeddedBus) })
      for (inbox, sink) in zip(store.relays, setup.sinks) {
        let relay = relay(to: sink, store, inbox)
        group.addTask {
          await relay.run()
          if !(sink is EmbeddedBus) { publishing.decrement() }
        }
      }
      if let archivist = archivist(store) { group.addTask { [logger = setup.logger] in await archivist.run(logger) } }
      await untilStop()
      queue.enter(.draining)
      await desk.drained.value
      for inbox in store.relays { inbox.send(.finish) }
      group.addTask { [grace = setup.options.shutdownGrace] in
        try? await Task.sleep(for: .milliseconds(grace.count))
        publishing.isZero.fulfil(())
      }
      await publishing.isZero.value
      group.cancelAll()
    }
    queue.enter(.closing)
    if let error = await ended.value { throw error }
    setup.logger.info("the engine has ended")
  }

  /// Returns when somebody wants the end, or the owner came to it by itself.
  private func untilStop() async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { [stopped] in
        // Throws where the task is canceled, which is as good a reason to stop.
        try? await gracefulShutdown()
        stopped.fulfil(())
      }
      await stopped.value
      group.cancelAll()
    }
  }

  /// The owner's thread from its first to its last moment.
  private func work() -> StoreError? {
    do throws(StoreError) {
      let store = try setup.store.open()
      defer { store.close() }
      var options = Kernel.Options()
      options.identity = setup.options.countsIDs ? .counting : .global
      options.recoveryGrace = setup.options.recoveryGrace
      options.runsInProcess = { [handlers = setup.handlers] operation in
        handlers.transactions?.operations[operation] != nil
          || handlers.handler(for: operation)?.runsInProcess ?? false
      }
      options.transactions = setup.handlers.transactions
      options.secrets = setup.secrets
      options.hasBus = setup.hasBus
      options.dropsUnheardEvents = setup.options.dropsUnheardEvents
      options.zones = setup.options.zones
      let kernel = try Kernel(store: store, programs: setup.programs, options: options, at: setup.time.now())
      desk.update(durability: kernel.claim.durability)
      if kernel.claim.isRestored {
        setup.logger.warning("the database was restored from a copy: every live instance is paused until it is resumed")
      }
      desk.update(fault: nil, isRecovering: true)
      let relays = setup.sinks.map { _ in RelayInbox(after: kernel.claim.nextPosition - 1) }
      let owner = Owner(kernel, queue: queue, desk: desk, relays: relays, setup: setup)
      opened.fulfil(
        .success(
          Opened(
            reader: kernel.reader, shelf: DefinitionShelf(kernel.reader), mint: kernel.mint,
            durability: kernel.claim.durability, relays: relays)))
      try owner.run()
      desk.close("stopped")
      return nil
    } catch {
      opened.fulfil(.failure(error))
      stopped.fulfil(())
      desk.close("the store failed: \(error)")
      return error
    }
  }

  private func relay(to sink: any Sink, _ store: Opened, _ inbox: RelayInbox) -> Relay {
    let (queue, desk) = (queue, desk)
    return Relay(
      sink: sink, policy: setup.options.onPoison[sink.name] ?? .block, reader: store.reader, mint: store.mint,
      inbox: inbox, logger: setup.logger,
      report: { queue.push(.sinkProgress($0)) }, pause: { try? await Task.sleep(for: .milliseconds($0.count)) },
      now: setup.time.now, reply: { desk.reply($0, $1) })
  }
}
