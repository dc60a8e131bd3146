/// Bounds on one check, so that neither a schema nor a value holds up the process.
struct SchemaLimits: Sendable {
  /// How many mismatches are reported of one value; the rest would say nothing new.
  static let mismatchesMax = 20

  /// Steps a check may take: one for each schema and keyword that is applied.
  var stepsMax: Int
  /// Levels of schemas that apply each other.
  var depthMax: Int

  /// A value of the largest size takes far fewer steps, and the deepest one fewer levels; half a million steps take
  /// about a tenth of a second.
  static let standard = SchemaLimits(stepsMax: 500_000, depthMax: 256)
}
