import SkaldDiagnostics

extension DoctorCheck {
  /// Whether the sagas of the folder can be served.
  static let definitionsCheck = DoctorCheck("definitions") { patient in
    let files: ProjectFiles
    do { files = try ProjectFiles(paths: [patient.sagas]) } catch {
      return [.note("there is no folder `\(patient.sagas)`", do: "name the folder of the sagas: skald doctor DIR")]
    }
    let run = await LintRun(files, LintPlan(settings: patient.configuration.lint))
    guard run.summary.errors == 0 else {
      return [.error("\(patient.sagas): \(run.words)", do: "see skald lint \(patient.sagas); a daemon would not start")]
    }
    return [.ok("\(patient.sagas): \(run.words)")]
  }
}
