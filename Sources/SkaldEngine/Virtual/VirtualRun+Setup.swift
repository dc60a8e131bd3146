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
    /// How long after its start the instance is canceled; nil for never.
    package var cancelAfter: Milliseconds?
    /// Whether the process ends now, after so many commits and so many ends before.
    package var crashes: @Sendable (_ commits: Int, _ crashes: Int) -> Bool = { _, _ in false }

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
