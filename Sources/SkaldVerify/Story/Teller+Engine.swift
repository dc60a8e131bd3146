import SkaldCore

extension Teller {
  /// What the engine did, in a few words: what it calls, what it gave up, where it stands.
  func engine(_ acts: [(part: Int, commands: [Command])], lost: String?) -> String {
    var told = [lost].compactMap { $0 }.filter { !$0.isEmpty }
    for (part, commands) in acts {
      let words = commands.compactMap { self.words($0) }
      guard !words.isEmpty else { continue }
      told.append((model.isFlow ? "\(model.parts[part].name): " : "") + words.joined(separator: "; "))
    }
    return told.joined(separator: "; ")
  }

  private func words(_ command: Command) -> String? {
    switch command {
    case .call(let call): words(call)
    case .record(let fact): words(fact)
    case .abandon, .publish: nil
    }
  }

  private func words(_ call: Invocation) -> String {
    let again = call.id.attempt > 1 ? " again" : ""
    switch call.id.phase {
    case .action: return "calls \(call.title)\(again)"
    case .undo: return "undoes \(call.title)\(again)"
    case .check: return "asks what became of \(call.title)"
    }
  }

  private func words(_ fact: Fact) -> String? {
    switch fact {
    case .status(let status, let cause, let failure):
      let why = failure.map { " (\($0.code))" } ?? cause.map { " (\($0.rawValue))" } ?? ""
      return status == .running ? nil : status.rawValue + why
    case .incidentOpened(let incident): return "incident \(incident.kind)"
    case .cancelRefused: return "cancel refused"
    case .deadlineIgnored: return "deadline ignored"
    case .failed(_, let status, let code, _): return "\(status.rawValue): \(code)"
    case .retryPlanned: return "will try again"
    case .late(_, let outcome): return "late \(outcome) ignored"
    case .published(let event): return model.isFlow ? "emits \(event.name)" : nil
    case .scheduled, .started, .dispatched, .answered, .succeeded, .skipped, .waiting, .entered, .decided, .operated,
      .consumed, .kept, .moved, .undo, .cancelRequested, .incidentClosed, .adopted, .dropped, .superseded, .recovered:
      return nil
    }
  }
}
