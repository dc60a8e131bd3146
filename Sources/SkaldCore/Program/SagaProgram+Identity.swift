public import SkaldValue

extension SagaProgram {
  /// The canonical form: everything but what is tunable, members sorted.
  ///
  /// Positions, comments, `about` and `labels` are not part of a program at all, so a change of those alone is the same
  /// definition.
  public var canonicalForm: [UInt8] {
    var identity = self
    identity.tuning = Tuning()
    return identity.json.canonical
  }

  /// The definition's identity: SHA-256 of the canonical form, in hexadecimal digits.
  public var hash: String { SHA256.hexadecimal(canonicalForm) }

  /// The whole program as JSON, as a store keeps it.
  public var json: JSON {
    do {
      return try JSON(encoding: self)
    } catch {
      // Every part of a program has a JSON form: numbers are finite by construction.
      preconditionFailure("a program has a JSON form: \(error)")
    }
  }

  /// Reads a program that a store kept.
  /// - Throws: `DecodingError` where the form is not one that this version reads.
  public init(json: JSON) throws { self = try json.decode() }
}
