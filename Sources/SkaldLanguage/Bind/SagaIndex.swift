import SkaldDiagnostics

/// The sagas of a project by name, and what each comes to with the sagas that run as parts of it.
///
/// A part is compiled into its caller, as often as it is named: a few short sagas that each name the next twice would
/// come to millions of steps. So what follows parts asks here first; the sizes are found in time linear in the text.
struct SagaIndex: Sendable {
  /// How deep sub-sagas nest: as deep as lists and mappings do, so that recursion stays safe.
  static let nestingMax = 64

  /// A saga with its parts.
  private struct Extent {
    var steps: Int
    var depth = 1
    var hasPivot: Bool
  }

  private struct Definition: Hashable {
    let name: String
    let number: Int

    init(_ saga: SagaSyntax) {
      name = saga.name.value
      number = saga.number
    }
  }

  private let byName: [String: [SagaSyntax]]
  /// Missing for those that are parts of themselves, and their callers.
  private var extents: [Definition: Extent] = [:]

  /// Every name, sorted.
  var names: [String] { byName.keys.sorted() }

  init(_ sagas: [SagaSyntax] = []) {
    byName = Dictionary(grouping: sagas) { $0.name.value }
    measure()
  }

  /// The saga of a name and a version; without a version the highest.
  func saga(_ name: String, version: Int?) -> SagaSyntax? {
    let named = byName[name] ?? []
    guard let version else { return named.max { $0.number < $1.number } }
    return named.first { $0.number == version }
  }

  /// The versions that a saga has, sorted.
  func versions(of name: String) -> [Int] { (byName[name] ?? []).map { $0.number }.sorted() }

  /// Whether a saga, or one that runs as a part of it, has a point of no return.
  func hasPivot(_ saga: SagaSyntax) -> Bool { extents[Definition(saga)]?.hasPivot ?? false }

  /// What is too much about a saga with its parts; nil where nothing is, or where a part is to blame.
  func excess(of saga: SagaSyntax) -> String? {
    guard !fits(saga), parts(of: saga).allSatisfy({ fits($0) }), let extent = extents[Definition(saga)] else {
      return nil
    }
    return extent.depth > Self.nestingMax
      ? "sub-sagas nest deeper than \(Self.nestingMax)"
      : "a saga has at most \(DecodeContext.stepsMax) steps, those of its sub-sagas included"
  }

  /// Whether a saga with its parts keeps to the limits, and ends.
  func fits(_ saga: SagaSyntax) -> Bool {
    guard let extent = extents[Definition(saga)] else { return false }
    return extent.steps <= DecodeContext.stepsMax && extent.depth <= Self.nestingMax
  }

  private func parts(of saga: SagaSyntax) -> [SagaSyntax] {
    saga.steps.flatMap { $0.withChildren }.compactMap { step in
      (step.body as? SubSagaStep).flatMap { self.saga($0.saga.value, version: $0.version?.value) }
    }
  }

  /// Measures each saga once all its parts are measured; what is a part of itself never is.
  private mutating func measure() {
    let sagas = names.flatMap { byName[$0] ?? [] }
    var callers: [Definition: [Int]] = [:]
    var open: [Int] = []
    for (index, saga) in sagas.enumerated() {
      let parts = Set(parts(of: saga).map { Definition($0) })
      for part in parts { callers[part, default: []].append(index) }
      open.append(parts.count)
    }
    var ready = sagas.indices.filter { open[$0] == 0 }
    while let index = ready.popLast() {
      let definition = Definition(sagas[index])
      guard extents[definition] == nil else { continue }
      extents[definition] = extent(of: sagas[index])
      for caller in callers[definition] ?? [] {
        open[caller] -= 1
        if open[caller] == 0 { ready.append(caller) }
      }
    }
  }

  private func extent(of saga: SagaSyntax) -> Extent {
    let steps = saga.steps.flatMap { $0.withChildren }
    let hasPivot = steps.contains { ($0.body as? CallStep)?.pivot?.value == true }
    var extent = Extent(steps: steps.count, hasPivot: hasPivot)
    for part in parts(of: saga).compactMap({ extents[Definition($0)] }) {
      extent.steps = min(extent.steps + part.steps, DecodeContext.stepsMax + 1)
      extent.depth = max(extent.depth, part.depth + 1)
      extent.hasPivot = extent.hasPivot || part.hasPivot
    }
    return extent
  }
}
