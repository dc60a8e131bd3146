/// Work on many things at once, in pieces that keep their order.
enum Parallel {
  /// Below so many things, starting tasks costs more than it saves.
  static let threshold = 16
  /// Several pieces for each processor, so that a piece of hard work does not keep the others waiting.
  private static let pieces = 8

  /// What a function makes of each piece of a list, in the order of the list.
  static func map<Element: Sendable, Result: Sendable>(
    _ elements: [Element], _ transform: @escaping @Sendable (ArraySlice<Element>) -> Result
  ) async -> [Result] {
    guard elements.count >= threshold else { return [transform(elements[...])] }
    let size = (elements.count + pieces - 1) / pieces
    return await withTaskGroup(of: (start: Int, result: Result).self) { group in
      for start in stride(from: 0, to: elements.count, by: size) {
        let piece = elements[start..<min(start + size, elements.count)]
        group.addTask { (start, transform(piece)) }
      }
      var results: [(start: Int, result: Result)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.start < $1.start }.map { $0.result }
    }
  }
}
