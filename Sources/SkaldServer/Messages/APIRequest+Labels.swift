internal import SkaldCore
internal import SkaldRuntime

/// Labels of a query: `label=NAME=VALUE`, or `label=NAME`, as often as wanted.
extension APIRequest {
  private var labelTexts: [String] {
    query["label"]?.split(separator: Self.separator, omittingEmptySubsequences: false).map(String.init) ?? []
  }

  /// The labels of a new instance; one without a value has the empty one.
  func labels() throws(Problem) -> [Label] {
    var labels: [Label] = []
    for text in labelTexts {
      let (name, value) = Label.parts(of: text)
      guard let label = Label(name: name, value: value ?? "") else {
        throw Problem.invalid("label", Label.fault(name: name, value: value ?? "") ?? "expected NAME=VALUE")
      }
      guard !labels.contains(where: { $0.name == name }) else {
        throw Problem.invalid("label", "expected the label `\(name)` once")
      }
      labels.append(label)
    }
    guard labels.count <= Label.countMax else {
      throw Problem.invalid("label", "expected at most \(Label.countMax) labels")
    }
    return labels
  }

  /// What labels must be; one without a value may have any.
  func labelConditions() throws(Problem) -> [LabelCondition] {
    var conditions: [LabelCondition] = []
    for text in labelTexts {
      let (name, value) = Label.parts(of: text)
      if let fault = Label.fault(name: name, value: value ?? "") { throw Problem.invalid("label", fault) }
      conditions.append(LabelCondition(name: name, value: value))
    }
    guard conditions.count <= Label.countMax else {
      throw Problem.invalid("label", "expected at most \(Label.countMax) labels")
    }
    return conditions
  }
}
