import SkaldCore

/// One thing that happens in the world.
enum Move: Sendable, Hashable {
  /// A request arrives, and its answer comes back.
  case answer(part: Int, CallID, Decision)
  /// An attempt meets a fault.
  case fault(part: Int, CallID, Fault, Decision)
  /// A request that was given up arrives after all; its answer may still be heard.
  case land(part: Int, CallID, Decision, isHeard: Bool)
  /// A timer comes due.
  case fire(part: Int, TimerID)
  /// The event that a wait is for arrives; which of the possible ones.
  case send(part: Int, RecordID, value: Int)
  /// A person answers a question; which of the possible answers.
  case decide(part: Int, RecordID, value: Int)
  /// An event reaches a participant: its place among those on their way.
  case hear(Int)
  /// Somebody asks to cancel.
  case cancel
  /// The engine ends without order, and starts again.
  case crash
  /// An operator helps a call on that stands still: tries it again, or says that it is done where a repeat would do harm.
  case mend(part: Int, RecordID)

  /// Whether it is a fault, of which a story may have only so many.
  var isFault: Bool {
    switch self {
    case .fault, .crash: true
    case .answer, .land, .fire, .send, .decide, .hear, .cancel, .mend: false
    }
  }

  /// Whether it belongs to a run in which nothing goes wrong any more and nobody changes their mind.
  var isFair: Bool {
    switch self {
    case .fault, .crash, .cancel, .land: false
    case .answer, .fire, .send, .decide, .hear, .mend: true
    }
  }
}

/// What a service decides.
enum Decision: Sendable, Hashable {
  /// It does what it is asked, with one of the possible results.
  case apply(value: Int)
  /// It says no; nil without a code.
  case refuse(code: String?)
}
