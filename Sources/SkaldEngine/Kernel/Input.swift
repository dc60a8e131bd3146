package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// Names somebody who waits for a reply; the kernel only hands it back.
package struct Ticket: Sendable, Hashable {
  /// The number.
  package let number: Int64
  /// Names a ticket.
  package init(_ number: Int64) { self.number = number }
}

/// What the kernel takes up.
package enum Input: Sendable {
  /// Somebody wants a saga to begin.
  case start(StartRequest)
  /// An event arrived.
  case event(IncomingEvent)
  /// A handler answered.
  case answer(InstanceID, CallID, CallResult)
  /// A handler did not report in time that its call goes on.
  case silent(InstanceID, CallID)
  /// Somebody wants an instance undone.
  case cancel(CancelRequest)
  /// A person answers a question, and waits to hear of it.
  case answerQuestion(AnswerRequest)
  /// An operator helps an instance on, or ends it.
  case operate(OperatorRequest)
  /// A call is answered later than its handler returned.
  case callBack(CallbackRequest)
  /// Somebody has seen to an incident that an ended instance left.
  case settle(SettleRequest)
  /// Somebody wants new instances to follow other definitions.
  case deploy(DeployRequest)
  /// Somebody makes a schedule, changes it, or has it fire.
  case schedule(ScheduleRequest)
  /// Somebody asks about stored definitions, or changes them.
  case definitions(DefinitionsRequest)
  /// Somebody says that the wall clock is right.
  case confirmClock(ConfirmRequest)
  /// Somebody wants to know what the engine does.
  case sample(Ticket)
  /// Instances that ended long ago are to be deleted.
  case archive(ArchiveRequest)
  /// What a request with a key was answered is to be kept.
  case keepAnswer(AnswerKeeping)
  /// A relay got on; it becomes durable with the next commit.
  case sinkProgress(SinkProgress)
  /// Somebody does something outside of this engine's instances that the audit log keeps.
  case note(AuditNote)
  /// Somebody looks at the handlers, or holds one back; nothing of it is kept.
  case handlers(HandlersRequest)
}

/// A wish to begin a saga.
package struct StartRequest: Sendable {
  /// The definition's name.
  package var saga: String
  /// The input.
  package var input: JSON
  /// The business key, where the caller gives one.
  package var key: String?
  /// When it shall begin; nil for now.
  package var time: StartTime?
  /// Its labels, beside those of the definition.
  package var labels: [Label]
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(
    saga: String, input: JSON, key: String? = nil, at time: StartTime? = nil, labels: [Label] = [], ticket: Ticket
  ) {
    self.saga = saga
    self.labels = labels
    self.time = time
    self.input = input
    self.key = key
    self.ticket = ticket
  }
}

/// An event of the outside world.
package struct IncomingEvent: Sendable {
  /// Where it comes from; with the id it tells repeats.
  package var source: String
  /// Its id, name and data.
  package var event: ReceivedEvent
  /// What else its sender says of it.
  package var attributes: JSONObject
  /// Who waits for the reply.
  package var ticket: Ticket
  /// Whether this engine emitted it: then nothing is kept of it where nobody here hears it.
  package var isOwn: Bool

  /// Makes an event.
  package init(
    source: String, event: ReceivedEvent, attributes: JSONObject = JSONObject(), ticket: Ticket, isOwn: Bool = false
  ) {
    self.source = source
    self.event = event
    self.attributes = attributes
    self.ticket = ticket
    self.isOwn = isOwn
  }
}

/// A wish to undo an instance.
package struct CancelRequest: Sendable {
  /// The instance's public id.
  package var uid: String
  /// Why.
  package var reason: String
  /// Who asks.
  package var by: String
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(uid: String, reason: String, by: String, ticket: Ticket) {
    self.uid = uid
    self.reason = reason
    self.by = by
    self.ticket = ticket
  }
}

/// A wish to answer a question.
package struct AnswerRequest: Sendable {
  /// The instance's public id.
  package var uid: String
  /// The question's name, with the item or the round where it is asked in a loop.
  package var question: String
  /// The answer.
  package var answer: JSON
  /// Who answers.
  package var by: String
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(uid: String, question: String, answer: JSON, by: String, ticket: Ticket) {
    self.uid = uid
    self.question = question
    self.answer = answer
    self.by = by
    self.ticket = ticket
  }
}

/// A wish of an operator.
package struct OperatorRequest: Sendable {
  /// The instance's public id.
  package var uid: String
  /// The word of the verb, such as `retry`.
  package var verb: String
  /// The step's title; nil where the one that stands still is meant, or the instance.
  package var step: String?
  /// The result, for `resolve`.
  package var output: JSON?
  /// The code of the failure, for `fail`.
  package var code: String?
  /// The arguments, for `edit`.
  package var input: JSON?
  /// Whether `rerun` makes new calls.
  package var newKey: Bool
  /// Why.
  package var reason: String
  /// Who asks.
  package var by: String
  /// What tells the request, where it came under a key: it is done once.
  package var mark: RequestMark?
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(
    uid: String, verb: String, step: String? = nil, output: JSON? = nil, code: String? = nil, input: JSON? = nil,
    newKey: Bool = false, reason: String, by: String, ticket: Ticket
  ) {
    self.uid = uid
    self.verb = verb
    self.step = step
    self.output = output
    self.code = code
    self.input = input
    self.newKey = newKey
    self.reason = reason
    self.by = by
    self.ticket = ticket
  }
}

/// The late answer of a call.
package struct CallbackRequest: Sendable {
  /// What names the attempt.
  package var token: String
  /// The answer.
  package var result: CallResult
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(token: String, result: CallResult, ticket: Ticket) {
    self.token = token
    self.result = result
    self.ticket = ticket
  }
}

/// A wish that new instances follow these definitions, and no others.
package struct DeployRequest: Sendable {
  /// The definitions.
  package var programs: [SagaProgram]
  /// Who does it.
  package var by: String
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(programs: [SagaProgram], by: String, ticket: Ticket) {
    self.programs = programs
    self.by = by
    self.ticket = ticket
  }
}

/// A word of somebody who knows the time.
package struct ConfirmRequest: Sendable {
  /// Who says so.
  package var by: String
  /// Who waits for the reply.
  package var ticket: Ticket
}

/// What somebody is about to do, for the audit log.
package struct AuditNote: Sendable {
  /// What is done.
  package var action: String
  /// To what.
  package var target: String
  /// Who does it.
  package var by: String
  /// What else there is to say.
  package var detail: JSON
  /// Who waits until it is kept.
  package var ticket: Ticket
}

/// A wish to take an incident off the list.
package struct SettleRequest: Sendable {
  /// The incident's number.
  package var number: Int64
  /// Who has seen to it.
  package var by: String
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(number: Int64, by: String, ticket: Ticket) {
    self.number = number
    self.by = by
    self.ticket = ticket
  }
}

/// A wish to delete instances that ended long ago.
package struct ArchiveRequest: Sendable {
  /// Their numbers: few enough not to hold up whatever else is in the commit.
  package var ids: [InstanceID]
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(ids: [InstanceID], ticket: Ticket) {
    self.ids = ids
    self.ticket = ticket
  }
}
