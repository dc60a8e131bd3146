package import SkaldRuntime
package import SkaldValue

extension VirtualRun {
  /// What a test can choose beside the script.
  package struct Setup: Sendable {
    /// Who carries out the calls that the script leaves to them; nil where the script answers all.
    package var handlers: (any HandlerSource)?
    /// The operations that are carried out in the kernel's own commits.
    package var transactions: TransactionHandlers?
    /// The values of the secrets that arguments need.
    package var secrets: any SecretSource = Secrets()
    /// The events and questions for which nothing ever comes.
    package var withheld: Set<String> = []
    /// Whether that is so for all of them.
    package var withholdsAll = false
    /// The events from outside that come at known times.
    package var arrivals: [Arrival] = []
    /// What an operator does to the instance.
    package var acts: [Act] = []
    /// How long a service takes to answer.
    package var latency = VirtualRun.latency
    /// How long a run may take: enough for every timeout that an author would wait for.
    package var durationMax = Milliseconds.hours(24)
    /// How long an instance may need an operator before the run is over; nil for as long as something is due.
    package var stuckMax: Milliseconds?
    /// How many commits a run may make.
    package var commitsMax = Int.max
    /// Whether the process ends now, after so many commits and so many ends before.
    package var crashes: @Sendable (_ commits: Int, _ crashes: Int) -> Bool = { _, _ in false }

    /// An event from outside.
    package struct Arrival: Sendable {
      /// Its name.
      package var event: String
      /// Its data.
      package var data: JSON
      /// When it comes, from the start on.
      package var time: Milliseconds

      /// Makes an event.
      package init(event: String, data: JSON, time: Milliseconds = Milliseconds(0)) {
        self.event = event
        self.data = data
        self.time = time
      }
    }

    /// Something that an operator does.
    package struct Act: Sendable {
      /// When, from the start on.
      package var time: Milliseconds
      /// What, to the instance of an id.
      package var input: @Sendable (_ uid: String) -> Input

      /// Makes an act.
      package init(at time: Milliseconds, _ input: @escaping @Sendable (_ uid: String) -> Input) {
        self.time = time
        self.input = input
      }

      /// Cancels.
      package static func cancel(at time: Milliseconds) -> Act {
        Act(at: time) { .cancel(CancelRequest(uid: $0, reason: "the test cancels", by: "test", ticket: Ticket(1))) }
      }
    }

    /// Nothing but the script.
    package init() {}

    var kernelOptions: Kernel.Options {
      var options = Kernel.Options()
      options.identity = .counting
      options.recoveryGrace = Milliseconds(0)
      options.reportsTransitions = true
      options.transactions = transactions
      options.secrets = secrets
      return options
    }
  }
}
