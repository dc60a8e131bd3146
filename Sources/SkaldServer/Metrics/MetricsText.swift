internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// The [text format](https://prometheus.io/docs/instrumenting/exposition_formats/) of Prometheus.
struct MetricsText {
  private(set) var bytes: [UInt8] = []

  /// A number that goes up and down.
  mutating func gauge(_ name: String, _ help: String, _ values: [(labels: [(String, String)], value: Double)]) {
    head(name, help, "gauge")
    for (labels, value) in values { line(name, labels, value) }
  }

  /// A number that only goes up; its name ends in `_total`.
  mutating func counter(_ name: String, _ help: String, _ values: [(labels: [(String, String)], value: Int)]) {
    head(name, help, "counter")
    for (labels, value) in values { line(name, labels, Double(value)) }
  }

  /// Lengths of time, in seconds.
  mutating func histogram(
    _ name: String, _ help: String, _ values: [(labels: [(String, String)], value: Histogram)]
  ) {
    head(name, help, "histogram")
    for (labels, histogram) in values {
      var count = 0
      for (bound, number) in zip(Histogram.bounds, histogram.counts) {
        count += number
        line(name + "_bucket", labels + [("le", Self.text(Double(bound) / 1000))], Double(count))
      }
      line(name + "_bucket", labels + [("le", "+Inf")], Double(histogram.count))
      line(name + "_sum", labels, Double(histogram.sum) / 1000)
      line(name + "_count", labels, Double(histogram.count))
    }
  }

  private mutating func head(_ name: String, _ help: String, _ type: String) {
    bytes += Array("# HELP \(name) \(help)\n# TYPE \(name) \(type)\n".utf8)
  }

  private mutating func line(_ name: String, _ labels: [(String, String)], _ value: Double) {
    bytes += Array(name.utf8)
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
      bytes += Array("{\(pairs.joined(separator: ","))}".utf8)
    }
    bytes += Array(" \(Self.text(value))\n".utf8)
  }

  private static func text(_ value: Double) -> String {
    guard value == value.rounded(), abs(value) < 1e15 else { return String(value) }
    return String(Int64(value))
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": out += "\\\\"
      case "\"": out += "\\\""
      case "\n": out += "\\n"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}
