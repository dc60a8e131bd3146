import ArgumentParser

/// `skald events`: topics, messages, consumers and dead letters, so that nobody needs the console of a broker.
struct EventsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "events", abstract: "Show topics, messages, consumers and dead letters.",
    discussion: """
      Example:
        skald events topics
        skald events messages payments --key 4711 --order oldest
        skald events message 512.0
        skald events consumers
        skald events dead-letters --sink webhook
        skald events retry --sink webhook --all
      """,
    subcommands: [
      EventsTopicsCommand.self, EventsMessagesCommand.self, EventsMessageCommand.self, EventsConsumersCommand.self,
      EventsDeadLettersCommand.self, EventsDeadLetterCommand.self, EventsRetryCommand.self, EventsDropCommand.self,
    ],
    defaultSubcommand: EventsTopicsCommand.self)
}
