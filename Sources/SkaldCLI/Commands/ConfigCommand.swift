import ArgumentParser
import SkaldDiagnostics
import SkaldValue

/// `skald config`: what the configuration comes to.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show what file, environment and flags come to.",
    discussion: """
      Example:
        skald config show --origin
      """, subcommands: [Show.self])

  /// `skald config show`.
  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "Show each value of the configuration.",
      discussion: """
        A flag wins over the environment, the environment over the file, the file over the default. Takes the flags of
        `skald serve`. Secrets and header fields are never shown.

        Example:
          skald config show --origin
          SKALD_DB=/var/lib/skald/skald.db skald config show --origin --format json
        """)

    @Flag(help: "Show where each value comes from: a flag, a variable, a place in the file, or the default.")
    var origin = false

    @OptionGroup var configured: ConfigurationOptions
    @OptionGroup var format: FormatOption

    func run() throws {
      let configuration = try configured.settings()
      Console.out(format.isJSON ? json(of: configuration).text : table(of: configuration.settings))
    }

    private func table(of settings: [Setting]) -> String {
      var table = TextTable(origin ? ["KEY", "VALUE", "ORIGIN"] : ["KEY", "VALUE"])
      for setting in settings {
        let value = setting.value == .null ? "-" : setting.value.string ?? setting.value.text
        table.add([setting.key, value] + (origin ? [setting.origin.place ?? setting.origin.kind] : []))
      }
      return table.text
    }

    private func json(of configuration: Configuration) -> JSON {
      let settings = configuration.settings.map { setting in
        var row = JSONObject([("key", .string(setting.key)), ("value", setting.value)])
        if origin {
          row["origin"] = .string(setting.origin.kind)
          row["place"] = setting.origin.place.map { .string($0) } ?? .null
        }
        return JSON.object(row)
      }
      return ["file": configuration.source.map { .string($0.path) } ?? .null, "settings": .array(settings)]
    }
  }
}
