import ArgumentParser
import SkaldValue

/// `skald doctor`: how the database and its surroundings stand.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at the configuration, the database, the disk, the clock and what is around.",
    discussion: """
      Says of each whether it is as it should be, and what to do where it is not. Changes nothing, so the daemon may go on;
      a file of one page is written beside the database to see how long the disk takes. Exits with 1 where something is
      wrong; with --strict also for a warning.

      Example:
        skald doctor sagas --config skald.yaml --services
      """)

  @Argument(help: "The folder of the sagas.", completion: .directory)
  var folder = "sagas"

  @Flag(help: "Open a connection to every service and webhook, too.")
  var services = false

  @Flag(help: "Exit with 1 for warnings, too.")
  var strict = false

  @OptionGroup var configured: ConfigurationOptions
  @OptionGroup var format: FormatOption

  func run() async throws {
    let report = await DoctorReport(of: try Patient(configured, sagas: folder, asksServices: services))
    Console.out(format.isJSON ? report.json.text : report.text)
    if !format.isJSON { Console.err(report.words) }
    if report.fails(isStrict: strict) { throw ExitCode(1) }
  }
}
