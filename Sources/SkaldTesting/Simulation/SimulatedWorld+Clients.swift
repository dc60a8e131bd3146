import JSONSchema
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// Whoever wants something of the engine: they ask until they are answered.
extension SimulatedWorld {
  /// Where events of the simulation come from.
  static let source = "/simulation"
  /// How far apart sagas begin.
  private static let startsApart = 20

  /// Makes up the sagas that are wanted.
  mutating func makeSubjects() {
    let programs = simulation.programs.filter { !$0.isParticipant }
    guard !programs.isEmpty else { return }
    let chosen = simulation.ordinals ?? Array(0..<simulation.sagas)
    for ordinal in chosen {
      let program = programs[ordinal % programs.count]
      let input = input(of: program, ordinal)
      let key = try? program.businessKey(input: input)
      let given = key ?? nil
      let name = "\(program.name) \(given ?? "saga-\(ordinal + 1)")"
      let ticket = Ticket(nextTicket)
      let start = StartRequest(
        saga: program.name, input: input, key: given == nil ? "saga-\(ordinal + 1)" : nil, ticket: ticket)
      subjects.append(Subject(ordinal: ordinal, name: name, start: start))
      var random = dice.randomness(of: "start \(ordinal)")
      let at = Milliseconds(Int64(ordinal * Self.startsApart + random.number(below: Self.startsApart)))
      request(.start(start), name, subject: subjects.count - 1, after: at)
      calmAt = max(calmAt, at)
    }
    outcome.sagas = subjects.count
    calmAt = calmAt + Milliseconds.minutes(2)
  }

  /// An input: numbers of its own, and now and then one that others have, too.
  private func input(of program: SagaProgram, _ ordinal: Int) -> JSON {
    var random = dice.randomness(of: "input \(ordinal)")
    guard let object = program.input.object else {
      return SampleValue(number: ordinal + 1).value(of: program.input, named: "input")
    }
    let shared = max(2, simulation.sagas / 8)
    return .object(
      JSONObject(
        object.fields.map { field in
          let isShared = random.strikes(oneIn: 6)
          let number = isShared ? 1 + random.number(below: shared) : ordinal + 1
          let sample = SampleValue(number: number, choice: random.number(below: 60))
          return (field.name, sample.value(of: field.schema, named: field.name))
        }))
  }

  /// Has a client ask for something until it is answered.
  mutating func request(_ input: Input, _ name: String, subject: Int? = nil, after delay: Milliseconds) {
    let ticket = nextTicket
    nextTicket += 1
    asked[ticket] = Asked(name: name, input: input.with(Ticket(ticket)), subject: subject)
    agenda.plan(.client(ticket), at: now + delay)
    guard let random = dice.strikes(.duplicate, "client \(name)", oneIn: 5) else { return }
    var shape = random
    agenda.plan(.client(ticket), at: now + delay + Milliseconds(Int64(1 + shape.number(below: 5000))))
  }

  /// A client asks.
  mutating func ask(_ ticket: Int64) {
    guard let one = asked[ticket] else { return }
    guard daemon != nil else {
      if !one.isAnswered { agenda.plan(.client(ticket), at: now + Self.askAgain) }
      return
    }
    inputs.plan(Incoming(process: process, input: one.input), at: now + Milliseconds(1))
  }

  /// A client is answered.
  mutating func hear(_ reply: Reply, _ ticket: Ticket) {
    guard let one = asked[ticket.number] else { return }
    let isFirst = !one.isAnswered
    asked[ticket.number]?.isAnswered = true
    switch reply {
    case .started(let uid, let isNew): hearStarted(uid, isNew: isNew, one)
    case .received(let isDuplicate):
      guard case .event(let event) = one.input else { return }
      if isFirst, !isReadingBack { acknowledgedEvents.append((event, now)) }
      if isReadingBack, !isDuplicate { find("acknowledged", one.name, "the event \(event.event.name) is gone") }
    case .refused(let error) where error.code == .storeFailed || error.code == .unavailable:
      asked[ticket.number]?.isAnswered = !isFirst
      if isFirst { agenda.plan(.client(ticket.number), at: now + Self.askAgain) }
    case .refused(let error):
      guard let subject = one.subject, case .start = one.input, subjects[subject].uid == nil else { return }
      tell("client", one.name, "is refused: \(error.code.rawValue)")
      subjects[subject].refusal = error.code.rawValue
    default: return
    }
  }

  private mutating func hearStarted(_ uid: String, isNew: Bool, _ one: Asked) {
    guard let subject = one.subject else { return }
    if let known = subjects[subject].uid, known != uid {
      find("acknowledged", one.name, "was started as \(known), and is \(uid) now")
    }
    if isReadingBack, isNew { find("acknowledged", one.name, "the start was acknowledged, and the instance is gone") }
    if subjects[subject].uid == nil { tell("client", one.name, "hears that it began") }
    subjects[subject].uid = uid
  }

  /// Has come what an instance waits for, unless nobody sends it.
  mutating func bring(
    _ record: RecordID, _ id: InstanceID, _ state: SagaState, _ program: SagaProgram, _ name: String
  ) {
    let wait = "\(name) \(state.title(of: record, program)) wait"
    guard dice.strikes(.silence, wait, oneIn: 4) == nil else { return }
    var random = dice.randomness(of: wait)
    let delay = Milliseconds(Int64(1 + random.number(below: random.strikes(oneIn: 4) ? 60_000 : 1000)))
    send(what: record, state, program, name, number: 1, after: delay)
  }

  /// Sends the event or the answer that an instance waits for.
  mutating func send(
    what record: RecordID, _ state: SagaState, _ program: SagaProgram, _ name: String, number: Int,
    after delay: Milliseconds
  ) {
    guard let wait = program.wait(record.step) else { return }
    let sample = SampleValue(number: number, choice: number - 1)
    let title = state.title(of: record, program)
    switch wait.expectation {
    case .event(let type, _):
      let event = program.event(type)
      let data = sample.eventData(of: event.data, input: state.start.input)
      let received = ReceivedEvent(id: "\(name) \(title) \(number)", name: event.name, data: data)
      let incoming = IncomingEvent(source: Self.source, event: received, ticket: Ticket(0))
      request(.event(incoming), "\(name) \(event.name) \(number)", after: delay)
    case .answer(let question):
      let answer = AnswerRequest(
        uid: state.start.uid, question: title, answer: sample.value(of: question.answer, named: title),
        by: "simulation", ticket: Ticket(0))
      request(.answerQuestion(answer), "\(name) \(title) \(number)", after: delay)
    }
  }
}

extension Input {
  /// The input with another ticket.
  fileprivate func with(_ ticket: Ticket) -> Input {
    switch self {
    case .start(var request):
      request.ticket = ticket
      return .start(request)
    case .event(var event):
      event.ticket = ticket
      return .event(event)
    case .cancel(var request):
      request.ticket = ticket
      return .cancel(request)
    case .answerQuestion(var request):
      request.ticket = ticket
      return .answerQuestion(request)
    case .operate(var request):
      request.ticket = ticket
      return .operate(request)
    default: return self
    }
  }
}
