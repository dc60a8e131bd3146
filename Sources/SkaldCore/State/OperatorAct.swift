public import SkaldValue

/// What an operator does to an instance that does not get on by itself; journals hold these.
public struct OperatorAct: Sendable, Hashable {
  /// What is done.
  public enum Verb: Sendable, Hashable {
    /// Tries a call again at once: of a step, or of an undo, that stands still or waits for its next attempt.
    case retry(RecordID)
    /// Says that a step is done, with this result.
    case resolve(RecordID, output: JSON?)
    /// Passes a step over: it has no result, and what it may have done stays to be undone.
    case skip(RecordID)
    /// Says that a step is not going to be done: the saga goes on as after a refusal with this code.
    case fail(RecordID, code: String)
    /// Says that what a step did is undone, by other means.
    case force(RecordID)
    /// Gives an undo up: the effect of its step stays.
    case abandon(RecordID)
    /// Gives a step, or an undo, that stands still other arguments, and tries it again at once.
    case edit(RecordID, input: JSON)
    /// Goes back to a step and calls it and those behind it again: with their keys, or as new ones.
    case rerun(RecordID, newKey: Bool)
    /// Makes no further call until the instance is resumed; answers still count.
    case pause
    /// Goes on after a pause.
    case resume
    /// Has the instance undone, as a cancel does.
    case compensate
    /// Ends the instance as it is: nothing is undone.
    case terminate
  }

  /// What is done.
  public var verb: Verb
  /// Why, for the history.
  public var reason: String
  /// Who does it, for the history.
  public var by: String

  /// Describes an act.
  public init(_ verb: Verb, reason: String, by: String) {
    self.verb = verb
    self.reason = reason
    self.by = by
  }
}

extension OperatorAct.Verb {
  /// The word of the verb, as commands and journals have it.
  public var word: String {
    switch self {
    case .retry: "retry"
    case .resolve: "resolve"
    case .skip: "skip"
    case .fail: "fail"
    case .force: "force"
    case .abandon: "abandon"
    case .edit: "edit"
    case .rerun: "rerun"
    case .pause: "pause"
    case .resume: "resume"
    case .compensate: "compensate"
    case .terminate: "terminate"
    }
  }

  /// The record that it is about; nil where it is about the instance.
  public var record: RecordID? {
    switch self {
    case .retry(let id), .resolve(let id, _), .skip(let id), .fail(let id, _), .force(let id), .abandon(let id),
      .edit(let id, _), .rerun(let id, _):
      id
    case .pause, .resume, .compensate, .terminate: nil
    }
  }

  /// The verb of a word; nil where there is none, or where it needs a record or an input and none is given.
  /// - Parameters:
  ///   - output: The result, for `resolve`.
  ///   - code: The code of the failure, for `fail`.
  ///   - input: The arguments, for `edit`.
  ///   - newKey: Whether `rerun` makes new calls of those that it repeats.
  public init?(
    word: String, record: RecordID?, output: JSON? = nil, code: String? = nil, input: JSON? = nil, newKey: Bool = false
  ) {
    switch (word, record) {
    case ("retry", let id?): self = .retry(id)
    case ("resolve", let id?): self = .resolve(id, output: output)
    case ("skip", let id?): self = .skip(id)
    case ("fail", let id?): self = .fail(id, code: code ?? Failure.rejected)
    case ("force", let id?): self = .force(id)
    case ("abandon", let id?): self = .abandon(id)
    case ("rerun", let id?): self = .rerun(id, newKey: newKey)
    case ("edit", let id?):
      guard let input else { return nil }
      self = .edit(id, input: input)
    case ("pause", _): self = .pause
    case ("resume", _): self = .resume
    case ("compensate", _): self = .compensate
    case ("terminate", _): self = .terminate
    default: return nil
    }
  }
}
