extension MemoryReader: StoreInspection {
  /// The highest number of an instance; 0 where there is none.
  package func highestInstance() throws(StoreError) -> Int64 {
    try database.access { contents throws(StoreError) in contents.instances.keys.max()?.number ?? 0 }
  }

  /// The instances with these numbers and their journals.
  package func inspect(_ numbers: ClosedRange<Int64>) throws(StoreError) -> InspectedPart {
    try database.access { contents throws(StoreError) in
      var part = InspectedPart()
      for number in numbers {
        guard let row = contents.instances[InstanceID(number)] else { continue }
        part.instances.append((row, contents.history(of: row.id)))
      }
      return part
    }
  }

  /// Whether events are kept for an instance under a hash.
  package func isCorrelated(_ instance: InstanceID, under hash: Int64) throws(StoreError) -> Bool {
    try database.access { contents throws(StoreError) in contents.correlations[hash]?.contains(instance) ?? false }
  }

  /// Nothing: values in memory have no pages, and one batch after the other keeps them.
  package func faults() throws(StoreError) -> [StoreFault] { [] }
}
