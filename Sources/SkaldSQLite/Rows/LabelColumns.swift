internal import SkaldCore
internal import SkaldRuntime

/// How labels lie in their table. Most instances have none, so nothing is prepared for them.
enum LabelColumns {
  static func write(_ labels: [CommitBatch.Labels], on connection: Connection) throws(StoreError) {
    guard !labels.isEmpty else { return }
    let insert = try connection.prepare("INSERT INTO labels(instance, name, value) VALUES (?1, ?2, ?3)")
    for entry in labels {
      for label in entry.labels {
        insert.bind(entry.instance.number, at: 1)
        insert.bind(label.name, at: 2)
        insert.bind(label.value, at: 3)
        try insert.run()
      }
    }
  }

  static func read(_ ids: [InstanceID], on connection: Connection) throws(StoreError) -> [InstanceID: [Label]] {
    guard try connection.integer("SELECT 1 FROM labels LIMIT 1") != nil else { return [:] }
    let select = try connection.prepare("SELECT name, value FROM labels WHERE instance = ?1 ORDER BY name")
    var found: [InstanceID: [Label]] = [:]
    for id in ids {
      select.bind(id.number, at: 1)
      let labels = try select.all { row in Label(name: row.text(0), value: row.text(1)) }.compactMap { $0 }
      if !labels.isEmpty { found[id] = labels }
    }
    return found
  }
}
