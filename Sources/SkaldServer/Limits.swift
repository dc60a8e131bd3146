internal import SkaldValue

/// What a request may cost.
enum Limits {
  /// The longest body. An input is kept with its instance and read again at every recovery.
  static let bodyLengthMax = 1024 * 1024
  /// The longest header of a request, all fields together.
  static let headerLengthMax = 16 * 1024
  /// The longest field of a header.
  static let headerFieldLengthMax = 8 * 1024
  /// How many fields a header may have.
  static let headerFieldsMax = 100
  /// How long a request may wait for its saga; proxies give up on longer ones.
  static let waitMax: Int64 = 60
  /// How many instances a page shows.
  static let pageDefault = 50
  /// How many instances a page may show; all of them are in memory at once.
  static let pageMax = 500
  /// The longest `Idempotency-Key` of a request that is no start.
  static let requestKeyLengthMax = 255
  /// The longest business key; it is an entry of an index.
  static let keyLengthMax = 1024
  /// How long the rest of a refused body is thrown away before the connection is closed: closing at once would take
  /// the answer with it.
  static let drainMax = Milliseconds.seconds(2)
}
