public import Logging
public import ServiceLifecycle
public import SkaldCore
public import SkaldRuntime
public import SkaldValue
import Synchronization

/// Runs sagas durably: every step is committed before the next one is called, and whatever was in flight when the
/// process ended goes on when it starts again.
///
/// ```swift
/// let engine = SagaEngine([program], store: .sqlite("skald.db"), handlers: handlers)
/// try await ServiceGroup(services: [engine], logger: logger).run()
/// ```
///
/// Requests may be made before ``run()`` is; they wait for it.
public final class SagaEngine: Service, Sendable {
  /// What can be chosen.
  public struct Options: Sendable {
    /// How long calls in flight may take at the end.
    public var shutdownGrace = Milliseconds.seconds(10)
    /// How long after a start overdue timers are held back, so that answers that queue up go first.
    public var recoveryGrace = Milliseconds.seconds(2)
    /// How long ended instances are kept; nil for ever.
    public var retention: Retention?
    /// How many calls handlers get, by the name of a service or an operation. What is not said here is as the contracts
    /// say.
    public var limits: [String: HandlerLimit] = [:]
    /// When a service counts as dead for which ``limits`` has no line; nil for never.
    public var breaker: CircuitBreaker? = .standard
    /// Whether events are dropped that nobody in this engine hears, as where it runs one participant of a flow and gets the
    /// events of all. Otherwise they wait a week for an instance that hears them.
    public var dropsUnheardEvents = false
    /// What becomes of an event that a sink does not take, by the sink's name; what is not here blocks its key.
    public var onPoison: [String: PoisonPolicy] = [:]
    /// Whether ids count from 1, for output that is the same every time.
    package var countsIDs = false
    /// The rules of the zones in which schedules name their times.
    package var zones: any TimeZoneSource = ZoneDirectory()

    /// The options of a daemon.
    public init() {}
  }

  let setup: EngineSetup
  /// The definitions that new instances follow.
  let active: Mutex<[SagaProgram]>
  let queue = InputQueue()
  let desk = Desk()
  let opened = OneShot<Result<Opened, StoreError>>()
  /// Told once the engine shall end.
  let stopped = OneShot<Void>()

  /// Makes an engine; ``run()`` starts it.
  /// - Parameters:
  ///   - programs: The definitions that new instances follow; with participants of choreographies among them, events
  ///     that are emitted here also go to whoever hears them here.
  ///   - store: Where everything is kept.
  ///   - handlers: Who carries out the calls.
  ///   - secrets: The values of the secrets that arguments need.
  ///   - sinks: Where events go.
  ///   - time: The clock.
  ///   - options: What can be chosen.
  ///   - logger: Where the engine tells what people should know.
  public init(
    _ programs: [SagaProgram], store: StoreFactory, handlers: any HandlerSource, secrets: any SecretSource = Secrets(),
    sinks: [any Sink] = [], time: any TimeSource = SystemTime(), options: Options = Options(),
    logger: Logger = Logger(label: "skald.engine")
  ) {
    active = Mutex(programs)
    let bus: [any Sink] = programs.needBus ? [EmbeddedBus(queue: queue, desk: desk)] : []
    setup = EngineSetup(
      programs: programs, store: store, handlers: handlers, secrets: secrets, sinks: bus + sinks, time: time,
      options: options, logger: logger)
  }

  /// Makes an engine of one definition.
  public convenience init(
    _ program: SagaProgram, store: StoreFactory, handlers: any HandlerSource, secrets: any SecretSource = Secrets(),
    sinks: [any Sink] = []
  ) {
    self.init([program], store: store, handlers: handlers, secrets: secrets, sinks: sinks)
  }

  /// Whether requests can be taken.
  public var health: EngineHealth { desk.health }

  /// Has ``run()`` come to its end, in order; returns at once.
  public func stop() { stopped.fulfil(()) }
}

/// What an engine was made from.
struct EngineSetup: Sendable {
  let programs: [SagaProgram]
  let store: StoreFactory
  let handlers: any HandlerSource
  let secrets: any SecretSource
  /// Where events go, the bus first where there is one.
  let sinks: [any Sink]
  let time: any TimeSource
  let options: SagaEngine.Options
  let logger: Logger

  /// Whether events go round within the engine.
  var hasBus: Bool { sinks.contains { $0 is EmbeddedBus } }
}

/// What there is once the store is open.
struct Opened: Sendable {
  let reader: any StoreReader
  let shelf: DefinitionShelf
  let mint: IdentityMint
  let durability: String
  /// The relays, one for each sink.
  let relays: [RelayInbox]
}
