import SkaldCore
import SkaldLanguage
import Testing

@Suite("Graphs of programs")
struct GraphTests {
  @Test("mermaid shows the way forward, the way back and the pivot")
  func mermaid() throws {
    let expected = #"""
      ---
      title: place-order v1
      ---
      flowchart TD
        start(["start<br/>order.created.v1"])
        n0["charge<br/>payment.charge"]
        n1["reserve<br/>inventory.reserve"]
        n2{{"ship<br/>delivery.request"}}
        n3[/"wait delivery.started.v1"/]
        n4["notify<br/>notification.send"]
        completed(["completed"])
        u0["undo charge<br/>payment.refund"]
        u1["undo reserve<br/>inventory.release"]
        compensated(["compensated"])
        start --> n0
        n0 --> n1
        n1 --> n2
        n2 --> n3
        n3 --> n4
        n4 --> completed
        n0 -.->|"undo"| u0
        u0 -.-> compensated
        n1 -.->|"undo"| u1
        u1 -.-> u0
        n2 -.->|"failed"| u1
        classDef pivot stroke-width:4px
        classDef undo stroke-dasharray:4
        class n2 pivot
        class u0,u1 undo

      """#
    #expect(MermaidGraph.render(Drawing(try PlaceOrderTests.program())) == expected)
  }

  @Test("dot shows the same")
  func dot() throws {
    let expected = #"""
      digraph "place-order v1" {
        node [shape=box, style=rounded, fontname="sans-serif"];
        edge [fontname="sans-serif"];
        start [label="start\norder.created.v1", shape=oval];
        n0 [label="charge\npayment.charge"];
        n1 [label="reserve\ninventory.reserve"];
        n2 [label="ship\ndelivery.request", shape=hexagon, style=bold];
        n3 [label="wait delivery.started.v1", shape=parallelogram, style=solid];
        n4 [label="notify\nnotification.send"];
        completed [label="completed", shape=oval];
        u0 [label="undo charge\npayment.refund", style="rounded,dashed"];
        u1 [label="undo reserve\ninventory.release", style="rounded,dashed"];
        compensated [label="compensated", shape=oval];
        start -> n0;
        n0 -> n1;
        n1 -> n2;
        n2 -> n3;
        n3 -> n4;
        n4 -> completed;
        n0 -> u0 [label="undo", style=dashed];
        u0 -> compensated [style=dashed];
        n1 -> u1 [label="undo", style=dashed];
        u1 -> u0 [style=dashed];
        n2 -> u1 [label="failed", style=dashed];
      }

      """#
    #expect(DotGraph.render(Drawing(try PlaceOrderTests.program())) == expected)
  }

  @Test("conditions are quoted as each notation wants it")
  func quoting() throws {
    let program = try LoweringTests.program(
      """
        - choose: size
          cases:
            - if: 'input.note == "a" && input.id > 1'
              steps: [ { step: b, call: pay.charge } ]
            - fail: OTHER
      """)
    #expect(
      MermaidGraph.render(Drawing(program)).contains(
        "n0 -->|\"input.note == #quot;a#quot; #amp;#amp; input.id #gt; 1\"| n1"))
    #expect(DotGraph.render(Drawing(program)).contains(#"n0 -> n1 [label="input.note == \"a\" && input.id > 1"];"#))
    #expect(MermaidGraph.render(Drawing(program)).contains("n2 -.-> compensated"))
  }

  @Test("branches, loops and scopes are connected: to what is inside, and from its end to what follows")
  func forks() throws {
    let program = try ForkStepTests.program(
      """
        - parallel: both
          need: any
          branches:
            left: [ { step: one, call: pay.charge, compensate: pay.refund } ]
            right: [ { step: two, call: pay.charge, compensate: pay.refund } ]
        - repeat: poll
          atMost: 3
          every: 1s
          until: "true"
          steps: [ { step: ask, call: pay.status } ]
      """)
    let drawn = MermaidGraph.render(Drawing(program))
    for words in ["1 of 2 branches", "left", "right", "end of both", "until true", "next round"] {
      #expect(drawn.contains(words), "\(words) in \(drawn)")
    }
    let targets = drawn.split(separator: "\n").filter { $0.contains("-->") }
    #expect(targets.count >= 9)
  }

  @Test("a choreography is drawn with its events, its reactions and its way back")
  func choreography() throws {
    let drawing = try #require(try PlaceOrderTests.compiled().choreographies.first).drawing
    let drawn = MermaidGraph.render(drawing)
    let lines = [
      #"title: place-order-by-events v1"#, #"  e0(["order.created.v1"])"#, #"  r0["payment<br/>payment.charge"]"#,
      #"  e0 --> r0"#, #"  r0 ==>|"refused"| e4"#, #"  e4("payment.failed.v1")"#,
      #"  r4{{"delivery<br/>delivery.request"}}"#, #"  r5[["order<br/>PAYMENT_PROCESSING"]]"#,
      #"  class r1,r3 undo"#,
    ]
    for line in lines { #expect(drawn.contains(line + "\n"), "\(line) in \(drawn)") }
    #expect(DotGraph.render(drawing).contains(#"e4 [label="payment.failed.v1", shape=note, style=solid];"#))
  }
}
