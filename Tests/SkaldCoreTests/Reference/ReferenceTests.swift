import SkaldCore
import Testing

@Suite("The machine against the tables")
struct ReferenceTests {
  static let seeds: UInt64 = 4000

  @Test("it does what the tables say after every event, and every row of them applied")
  func followsTheTables() {
    var rows: [ReferenceRow: Int] = [:]
    var found = 0
    for seed in 1...Self.seeds where found < 4 {
      var comparison = Comparison(seed: seed)
      comparison.run()
      rows.merge(comparison.model.rows) { $0 + $1 }
      guard let difference = comparison.difference else { continue }
      found += 1
      Issue.record("seed \(seed): \(difference), after\n\(comparison.story)\nin \(comparison.model.saga.stages)")
    }
    guard found == 0 else { return }
    let missing = ReferenceRow.allCases.filter { rows[$0] == nil && $0.elsewhere == nil }
    let counted = rows.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue) \($0.value)" }
    #expect(rows.keys.filter { $0.elsewhere != nil } == [])
    #expect(
      missing.isEmpty,
      """
      \(missing.count) of \(ReferenceRow.allCases.count) rows were not hit: \(missing.map(\.rawValue)); \
      \(rows.count) were: \(counted)
      """)
  }
}
