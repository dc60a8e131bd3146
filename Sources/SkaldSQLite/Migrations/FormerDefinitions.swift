/// Which definitions an instance followed before the one in its row: its journal is read with them, so they must stay.
enum FormerDefinitions {
  static let migration = Migration(
    summary: "definitions that instances followed before",
    sql: """
      CREATE TABLE former_definitions(
        instance INTEGER NOT NULL, definition INTEGER NOT NULL, PRIMARY KEY (instance, definition)) STRICT, WITHOUT ROWID;
      CREATE INDEX former_definitions_definition ON former_definitions(definition);

      """)
}
