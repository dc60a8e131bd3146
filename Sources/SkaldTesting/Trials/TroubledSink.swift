import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

/// A sink in front of another one with which things go wrong.
final class TroubledSink: Sink {
  /// What becomes of a delivery.
  enum Fate: Sendable {
    /// The sink behind has it.
    case deliver
    /// The sink behind has it, and nobody hears of it.
    case loseAcknowledgment
    /// It does not get through.
    case fail(isRefused: Bool)
    /// Nothing is heard of it before the process ends.
    case hang
  }

  /// A delivery.
  struct Attempt: Sendable {
    let event: TrialEvent
    /// How often it was tried before.
    let tries: Int
    /// How many deliveries of any event came before.
    let before: Int
  }

  typealias Choose = @Sendable (Attempt) -> Fate

  /// Whether what was wrong is over.
  final class Mood: Sendable {
    private let better = Atomic(false)
    var isBetter: Bool { better.load(ordering: .acquiring) }
    func improve() { better.store(true, ordering: .releasing) }
  }

  private let sink: any Sink
  private let choose: Choose
  private let attempts = Mutex<[String]>([])
  private let hanging: AsyncStream<Void>
  private let hang: AsyncStream<Void>.Continuation

  init(_ sink: any Sink, _ choose: @escaping Choose) {
    self.sink = sink
    self.choose = choose
    (hanging, hang) = AsyncStream.makeStream()
  }

  var name: String { sink.name }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    guard let seen = TrialEvent(cloudEvent: event.cloudEvent) else {
      throw SinkError(message: "expected a CloudEvent")
    }
    let attempt = attempts.withLock { attempts in
      defer { attempts.append(event.id) }
      return Attempt(event: seen, tries: attempts.count { $0 == event.id }, before: attempts.count)
    }
    switch choose(attempt) {
    case .deliver: try await sink.deliver(event)
    case .loseAcknowledgment:
      try await sink.deliver(event)
      throw SinkError(message: "the acknowledgment was lost")
    case .fail(let isRefused): throw SinkError(message: "not taken", isRefused: isRefused)
    case .hang:
      hang.yield()
      while !Task.isCancelled { await Task.yield() }
      throw SinkError(message: "the process ends")
    }
  }

  /// Returns once a delivery hangs.
  func hangs() async {
    for await _ in hanging { return }
  }
}
