import SkaldRuntime
import SkaldValue

/// The end of the engine: nothing new is taken up.
extension Owner {
  func refuseRequests() {
    let refusal = Reply.refused(EngineError(code: .unavailable, message: "the engine is about to stop"))
    batch.removeAll { input in
      switch input {
      case .answer, .silent, .sinkProgress, .handlers: return false
      case .start(let request): desk.reply(request.ticket, refusal)
      case .event(let event): desk.reply(event.ticket, refusal)
      case .cancel(let request): desk.reply(request.ticket, refusal)
      case .answerQuestion(let request): desk.reply(request.ticket, refusal)
      case .operate(let request): desk.reply(request.ticket, refusal)
      case .callBack(let request): desk.reply(request.ticket, refusal)
      case .settle(let request): desk.reply(request.ticket, refusal)
      case .definitions(let request): desk.reply(request.ticket, refusal)
      case .schedule(let request): desk.reply(request.ticket, refusal)
      case .deploy(let request): desk.reply(request.ticket, refusal)
      case .archive(let request): desk.reply(request.ticket, refusal)
      case .confirmClock(let request): desk.reply(request.ticket, refusal)
      case .note(let note): desk.reply(note.ticket, refusal)
      case .sample(let ticket): desk.reply(ticket, refusal)
      case .keepAnswer(let request): desk.reply(request.ticket, refusal)
      }
      return true
    }
  }

  /// Waits for the calls in flight; those that take too long are canceled and left to the next process.
  func drain() {
    let limit = source.uptime() + .milliseconds(grace.count)
    wait(until: limit) { step() }
    guard dispatch.count > 0 else { return }
    dispatch.cancelAll()
    wait(until: source.uptime() + .milliseconds(Self.cancelGrace.count)) { refuseRequests() }
  }

  private func wait(until limit: Duration, _ body: () -> Void) {
    body()
    while dispatch.count > 0, source.uptime() < limit, stage < .closing {
      takeInputs(for: (limit - source.uptime()).milliseconds + Milliseconds(1))
      body()
    }
  }
}
