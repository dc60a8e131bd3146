/// The rows that no script can reach in the core, each with the reason.
extension ReferenceRow {
  /// Why the core cannot reach a row; nil where it can, and then a script has to.
  var elsewhere: String? { Self.elsewhere[self] }

  private static let elsewhere: [ReferenceRow: String] = [
    // Starts are decided before there is an instance.
    .startsAgain: "the kernel finds the key: KernelStartTests",
    .startsOtherwise: "the kernel compares the input: KernelStartTests",
    .duplicateStart: "the kernel finds the key: KernelStartTests",
    .duplicateSignal: "the kernel knows the ids of messages: KernelEventTests",
    .earlyCallback: "to the core an answer by callback is an answer: step.running.ok, step.waiting.ok",

    // Before the first step there is nothing that this model follows; a step is `ready` only while the instance is paused.
    .startsLater: "SchedulingTests, KernelScheduleTests",
    .isAdmitted: "SchedulingTests, KernelScheduleTests",
    .canceledBeforeStart: "SchedulingTests, KernelScheduleTests",
    .stepQueueTimeout: "limits belong to the engine's dispatch, which queues calls that the core has dispatched",

    // Parts of sagas.
    .failsInScope: "scopes are forks, which this model leaves out: ForkTests, ForkAdversaryTests",

    // It goes back in the saga, which no other row does.
    .stepRerun: "EditTests",

    // The world around.
    .illegalPair: "the store refuses the pair of states; the core has no event that makes one",
    .statusCodes: "the transport reads status codes: ResponseMappingTests",
    .undoOfNothing: "what a service does",
    .barrierKit: "what a service does",
    .crashLoop: "how an incarnation ended is the engine's to know: KernelCrashLoopTests",
    .epochs: "the store knows its owner: ClaimTests",
  ]
}
