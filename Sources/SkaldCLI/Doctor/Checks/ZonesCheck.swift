import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldSQLite

extension DoctorCheck {
  /// Whether this computer knows the time zones of the schedules.
  static let zonesCheck = DoctorCheck("zones") { patient in
    var schedules: [ScheduleRow] = []
    if case .readable = patient.database, let reader = try? SQLiteReader(path: patient.configuration.database) {
      schedules = (try? reader.schedules()) ?? []
    }
    return verdicts(schedules, ZoneDirectory())
  }

  /// What is said of the zones of schedules.
  static func verdicts(_ schedules: [ScheduleRow], _ zones: any TimeZoneSource) -> [Verdict] {
    let install = "install the time zones: apt-get install tzdata"
    let hasZones = fault(of: "Europe/Berlin", zones) == nil
    let unknown = schedules.compactMap { row in
      fault(of: row.plan.zone, zones).map { fault in
        Verdict.error(
          "the schedule `\(row.name)` never fires: \(fault)",
          do: hasZones ? "give it another zone: skald schedule set" : install)
      }
    }
    guard unknown.isEmpty else { return unknown }
    guard hasZones else { return [.note("no time zones are installed: a schedule can have UTC alone", do: install)] }
    return [.ok("the time zones are installed")]
  }

  private static func fault(of zone: String, _ zones: any TimeZoneSource) -> String? {
    do throws(TimeZoneFault) { _ = try zones.zone(named: zone) } catch { return error.message }
    return nil
  }
}
