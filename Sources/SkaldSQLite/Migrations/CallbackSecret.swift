/// A place for the secret that signs the tokens of calls which are answered later; drawn when the file is claimed.
enum CallbackSecret {
  static let migration = Migration(
    summary: "the secret that signs tokens", sql: "ALTER TABLE engine ADD COLUMN secret BLOB")
}
