import NIOHTTP1
import SkaldEngine
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("Metrics", .timeLimit(.minutes(1)))
struct MetricsTests {
  @Test("the text counts what happened, and every family has its help and type before its samples")
  func text() async throws {
    let (lines, type) = try await Daemon.run { daemon in
      let id = try await daemon.startOrder(1)
      try await daemon.waitForEntry("step.waiting", step: "released", of: id)
      _ = try await daemon.startOrder(2)
      _ = try await daemon.engine.cancel(id, reason: "", by: "test")
      _ = try await daemon.engine.waitForEnd(id)
      try await daemon.engine.setSchedule(
        "daily", .init(saga: "order", input: ["orderId": 3], cron: "0 3 1 1 *"), by: "test")
      _ = try await daemon.send("order.released.v1", order: 9, id: "e")
      _ = try await daemon.send("order.released.v1", order: 9, id: "e")
      let answer = try await daemon.fetch("/metrics")
      return (answer.text.split(separator: "\n").map(String.init), answer.type)
    }
    #expect(type == "text/plain; version=0.0.4; charset=utf-8")
    let expected = [
      #"skald_instances{saga="order",status="running"} 1"#, #"skald_instances{saga="order",status="compensating"} 0"#,
      #"skald_instances_started_total{saga="order"} 2"#,
      #"skald_instances_finished_total{saga="order",outcome="compensated",cause="cancel"} 1"#,
      #"skald_step_attempts_total{handler="payment.charge",phase="action",outcome="ok"} 2"#,
      #"skald_step_attempts_total{handler="payment.refund",phase="undo",outcome="ok"} 1"#,
      #"skald_schedule_times_total{schedule="daily",outcome="missed"} 0"#,
      #"skald_schedule_overdue_seconds{schedule="daily"} 0"#,
      #"skald_instance_duration_seconds_count{saga="order"} 1"#, "skald_inbox_duplicates_total 1", "skald_ready 1",
    ]
    for line in expected { #expect(lines.contains(line), "\(line)") }
    var families: Set<String> = []
    for line in lines {
      if line.hasPrefix("# TYPE ") {
        families.insert(String(line.split(separator: " ")[2]))
      } else if !line.hasPrefix("#") {
        let name = String(line.prefix { $0 != "{" && $0 != " " })
        let isKnown =
          families.contains(name)
          || ["_bucket", "_sum", "_count"].contains { suffix in
            name.hasSuffix(suffix) && families.contains(String(name.dropLast(suffix.count)))
          }
        #expect(isKnown, "\(line)")
      }
    }
    #expect(families.count > 15)
  }

  @Test("values of labels are escaped, and buckets add up")
  func format() {
    var text = MetricsText()
    text.gauge("g", "A gauge.", [([("a", "x\"\\\ny")], 0.5)])
    var histogram = Histogram()
    for length: Int64 in [0, 3, 70_000_000] { histogram.add(Milliseconds(length)) }
    text.histogram("h", "A histogram.", [([], histogram)])
    let lines = String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.contains(#"g{a="x\"\\\ny"} 0.5"#))
    #expect(lines.contains(#"h_bucket{le="0.001"} 1"#))
    #expect(lines.contains(#"h_bucket{le="0.005"} 2"#))
    #expect(lines.contains(#"h_bucket{le="3600"} 2"#))
    #expect(lines.contains(#"h_bucket{le="+Inf"} 3"#))
    #expect(lines.contains("h_count 3"))
    #expect(lines.contains("h_sum 70000.003"))
  }
}
