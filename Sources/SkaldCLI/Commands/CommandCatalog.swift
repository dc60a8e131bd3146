import ArgumentParser

/// Every command; a new one is a file beside this one and a line here.
enum CommandCatalog {
  static let author: [any ParsableCommand.Type] = [
    InitCommand.self,
    LintCommand.self, VerifyCommand.self, TestCommand.self, SimulateCommand.self, GraphCommand.self, DeriveCommand.self,
    EvalCommand.self, ExplainCommand.self, DiffCommand.self,
    SchemaCommand.self, GenerateCommand.self, CompletionsCommand.self,
  ]
  static let run: [any ParsableCommand.Type] = [RunCommand.self, ServeCommand.self, BenchCommand.self]
  static let operate: [any ParsableCommand.Type] = [
    StartCommand.self, ListCommand.self, ShowCommand.self, HistoryCommand.self, WatchCommand.self, SendCommand.self,
    IncidentsCommand.self, DefinitionsCommand.self, MigrateCommand.self, AuditCommand.self, ConfirmClockCommand.self,
    AnswerCommand.self, CancelCommand.self, RetryCommand.self, ResolveCommand.self, SkipCommand.self,
    FailCommand.self, EditCommand.self, RerunCommand.self, PauseCommand.self, ResumeCommand.self, ForceCommand.self,
    AbandonCommand.self, CompensateCommand.self, TerminateCommand.self, HandlersCommand.self,
    OutboxCommand.self, EventsCommand.self, FlowsCommand.self, ScheduleCommand.self,
  ]
  static let keep: [any ParsableCommand.Type] = [
    BackupCommand.self, RestoreCommand.self, FsckCommand.self, ArchiveCommand.self, ConfigCommand.self,
    DoctorCommand.self, TokenCommand.self,
  ]

  static let all = author + run + operate + keep
}
