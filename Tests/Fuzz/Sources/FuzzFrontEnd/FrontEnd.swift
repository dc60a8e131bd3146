import FuzzSupport
import SkaldDiagnostics
import SkaldLanguage

/// A file that is at once a definition, a configuration and a list of handlers: read, bound, checked, lowered, reported,
/// repaired and drawn.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let source = SourceText(path: "a.saga.yaml", bytes: unsafe bytes(start, count))
  let deployment = Deployment(configuration: source, handlers: try? HandlerList(reading: source))
  let compilation = Compiler.compile([source], isWholeProject: true, deployment: deployment)
  for finding in compilation.diagnostics { check(finding, source) }
  report(compilation.diagnostics, source)
  let drawings =
    compilation.sagas.compactMap { $0.program.map { Drawing($0) } } + compilation.choreographies.map { $0.drawing }
  for drawing in drawings {
    for format in GraphCatalog.all { _ = format.render(drawing) }
  }
  return 0
}

/// Every place that a finding names lies inside the file.
private func check(_ finding: Diagnostic, _ source: SourceText) {
  let ranges = [finding.range] + finding.related.map { $0.range } + finding.fix.map { $0.range }
  for range in ranges {
    expect(
      range.start >= 0 && range.end <= source.bytes.count,
      "\(finding.code) `\(finding.message)` is at \(range.start)..<\(range.end) of \(source.bytes.count)")
  }
}

private func report(_ findings: [Diagnostic], _ source: SourceText) {
  let list = DiagnosticList(findings)
  expect(list.shown.count <= DiagnosticList.limitPerFile, "\(list.shown.count) findings are shown")
  let report = Report(sources: [source], list: list)
  for entry in ReporterCatalog.entries { _ = entry.make(false).text(of: report) }
  _ = UnifiedDiff.text(from: source, to: FixedText(source, fixing: findings).source)
}
