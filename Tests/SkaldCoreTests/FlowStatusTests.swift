import SkaldCore
import Testing

@Suite("Where a flow stands")
struct FlowStatusTests {
  @Test(
    "what several daemons say is one status, as if one had said it",
    arguments: [
      ([], .running), ([.completed], .completed), ([.completed, .completed], .completed),
      ([.completed, .running], .running), ([.compensated, .compensated], .compensated),
      ([.completed, .compensated], .failed), ([.failed, .completed], .failed), ([.failed, .running], .running),
      ([.running, .stuck, .completed], .stuck),
    ] as [([FlowStatus], FlowStatus)])
  func merges(statuses: [FlowStatus], whole: FlowStatus) { #expect(FlowStatus(merging: statuses) == whole) }
}
