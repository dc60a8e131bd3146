import Logging

/// Loggers of the command: a daemon tells what it does, a run only what goes wrong.
enum Log {
  static func daemon(_ label: String) -> Logger { logger(label, .info) }
  static func quiet(_ label: String) -> Logger { logger(label, .error) }

  private static func logger(_ label: String, _ level: Logger.Level) -> Logger {
    var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = Environment["SKALD_LOG"].flatMap { Logger.Level(rawValue: $0) } ?? level
    return logger
  }
}
