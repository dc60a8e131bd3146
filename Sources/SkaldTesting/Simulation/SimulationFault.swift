/// Something that goes wrong in a simulation, or that nobody counted on.
public struct SimulationFault: Sendable, Hashable, Comparable, RawRepresentable {
  /// The word for it.
  public let rawValue: String
  /// What happens, as one clause.
  public let words: String

  /// The fault of a word; nil where there is none.
  public init?(rawValue: String) {
    guard let fault = Self.all.first(where: { $0.rawValue == rawValue }) else { return nil }
    self = fault
  }

  private init(_ word: String, _ words: String) {
    rawValue = word
    self.words = words
  }

  /// Faults are told apart by their words.
  public static func == (left: SimulationFault, right: SimulationFault) -> Bool { left.rawValue == right.rawValue }
  /// Faults are told apart by their words.
  public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
  /// In the order of the words.
  public static func < (left: SimulationFault, right: SimulationFault) -> Bool { left.rawValue < right.rawValue }

  /// A service says no.
  public static let refusal = SimulationFault("refusal", "a service says no")
  /// A service answers that something went wrong, before or after it took effect.
  public static let failure = SimulationFault("failure", "a service fails, before or after it took effect")
  /// A service cannot be reached for minutes.
  public static let outage = SimulationFault("outage", "a service cannot be reached for a while")
  /// A request, or its answer, never arrives.
  public static let loss = SimulationFault("loss", "a request or its answer is lost")
  /// A request, or its answer, arrives when nobody counts on it any more.
  public static let late = SimulationFault("late", "a request or its answer comes late")
  /// A request arrives twice, or a client asks twice.
  public static let duplicate = SimulationFault("duplicate", "a request arrives twice")
  /// An event or an answer that is waited for does not come.
  public static let silence = SimulationFault("silence", "what is waited for does not come")
  /// Somebody cancels.
  public static let cancel = SimulationFault("cancel", "somebody cancels")
  /// An operator pauses an instance, and resumes it later.
  public static let hold = SimulationFault("hold", "an operator pauses an instance for a while")
  /// The receiver of events does not acknowledge one, whether it took it or not.
  public static let sink = SimulationFault("sink", "an event is not acknowledged")
  /// The process ends, in the middle of a commit or right after it.
  public static let crash = SimulationFault("crash", "the process is killed")
  /// The power fails, and what was not flushed is lost or torn.
  public static let power = SimulationFault("power", "the power fails")
  /// An operation of the disk fails.
  public static let disk = SimulationFault("disk", "an operation of the disk fails")
  /// There is no space left for a while.
  public static let full = SimulationFault("full", "the disk is full for a while")
  /// Somebody sets the wall clock, back or ahead.
  public static let clock = SimulationFault("clock", "the wall clock is set")
  /// The process stands still for a while.
  public static let pause = SimulationFault("pause", "the process stands still for a while")

  /// All of them.
  public static let all: [SimulationFault] = [
    refusal, failure, outage, loss, late, duplicate, silence, cancel, hold, sink, crash, power, disk, full, clock,
    pause,
  ]
}

/// A defect that is planted to see that it is found.
package enum SimulationFlaw: Sendable, CaseIterable {
  /// Services do not recognise a repeat by its key.
  case servicesForgetKeys
  /// Services take up an action whose undo they have seen, although their contract says that they do not.
  case servicesKeepNoTombstones
  /// The disk says that it flushed, and did not.
  case diskLies
  /// Requests may arrive later than the engine can count on.
  case requestsOutlastQuiesce
}
