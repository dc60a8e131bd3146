import Foundation
import SkaldValue
import Testing

@Suite("skald test")
struct TestCommandTests {
  static let saga = """
    skald: 1
    saga: book-trip
    input: { tripId: string }
    steps:
      - { step: flight, call: flights.reserve, compensate: flights.cancel }
      - { step: pay, call: payments.charge, pivot: true }
    ---
    skald: 1
    services:
      flights:
        reserve: { in: { tripId: string }, refuses: [full] }
        cancel: { in: { tripId: string }, idempotent: natural }
      payments:
        charge: { in: { tripId: string }, refuses: [declined], keyTTL: forever }

    """

  static let tests = """
    skald: 1
    tests: book-trip.saga.yaml
    cases:
      - name: happy path
        start: { tripId: t-1 }
        crash: everywhere
        expect: { outcome: completed }
      - name: a <refused> "payment" & its flight
        start: { tripId: t-1 }
        services: { payments.charge: { refuses: declined } }
        expect:
          outcome: completed
          calls: [flights.reserve, payments.charge]

    """

  /// Runs `skald test` in a folder with these files.
  static func run(_ arguments: [String] = [], tests: String = tests, saga: String = saga) throws -> CommandRun {
    let scratch = try Scratch()
    try scratch.write(saga, to: "sagas/book-trip.saga.yaml")
    if !tests.isEmpty { try scratch.write(tests, to: "sagas/book-trip.test.yaml") }
    return try CommandRun(["test"] + arguments, in: scratch.folder)
  }

  @Test("people read what differs, where it stands, and what has no test")
  func text() throws {
    let run = try Self.run()
    #expect(run.code == 1)
    #expect(run.err == "")
    #expect(
      run.out == """
        ok      book-trip: happy path (and after 3 crashes)
        FAILED  book-trip: a <refused> "payment" & its flight
                sagas/book-trip.test.yaml:8
                line 12: outcome: expected completed, found compensated
                line 13: calls (- expected, + found):
                    flights.reserve
                    payments.charge
                  + flights.cancel

        1 of 2 cases failed
        book-trip: 2 of 2 steps, 1 of 2 refusals, 1 of 1 undos; no test in which flight is refused: full

        """)
  }

  @Test("--coverage tells everything that has no test, with its place")
  func coverage() throws {
    let run = try Self.run(["--coverage", "sagas"])
    #expect(
      run.out.hasSuffix("no test in which\n  flight is refused: full (sagas/book-trip.saga.yaml:5)\n"), "\(run.out)")
  }

  @Test("programs read JSON")
  func json() throws {
    let run = try Self.run(["--format", "json"])
    #expect(run.code == 1)
    let golden: JSON = [
      "passed": 1, "failed": 1,
      "cases": [
        [
          "definition": "book-trip", "name": "happy path", "file": "sagas/book-trip.test.yaml", "line": 4,
          "passed": true, "outcome": "completed", "replays": 3, "differences": [],
        ],
        [
          "definition": "book-trip", "name": "a <refused> \"payment\" & its flight",
          "file": "sagas/book-trip.test.yaml", "line": 8, "passed": false, "outcome": "compensated", "replays": 0,
          "differences": [
            [
              "aspect": "outcome", "subject": nil, "expected": ["completed"], "found": ["compensated"], "line": 12,
              "crash": nil,
            ],
            [
              "aspect": "calls", "subject": nil, "expected": ["flights.reserve", "payments.charge"],
              "found": ["flights.reserve", "payments.charge", "flights.cancel"], "line": 13, "crash": nil,
            ],
          ],
        ],
      ],
      "coverage": [
        [
          "definition": "book-trip", "steps": ["tested": 2, "total": 2], "skips": ["tested": 0, "total": 0],
          "refusals": ["tested": 1, "total": 2], "timeouts": ["tested": 0, "total": 0],
          "undos": ["tested": 1, "total": 1],
          "untested": [
            [
              "kind": "refusals", "what": "flight is refused: full", "file": "sagas/book-trip.saga.yaml", "line": 5,
            ]
          ],
        ]
      ],
    ]
    #expect(try run.json == golden, "\(run.out)")
  }

  @Test("build servers read the XML of JUnit")
  func junit() throws {
    let run = try Self.run(["--format", "junit"])
    #expect(run.code == 1)
    #expect(
      run.out == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="skald" tests="2" failures="1">
          <testsuite name="sagas/book-trip.test.yaml" tests="2" failures="1">
            <testcase classname="book-trip" name="happy path" file="sagas/book-trip.test.yaml" line="4"/>
            <testcase classname="book-trip" name="a &lt;refused&gt; &quot;payment&quot; &amp; its flight" \
        file="sagas/book-trip.test.yaml" line="8">
              <failure message="outcome, calls">sagas/book-trip.test.yaml:12: outcome: expected completed, found compensated
        sagas/book-trip.test.yaml:13: calls (- expected, + found):
            flights.reserve
            payments.charge
          + flights.cancel</failure>
            </testcase>
          </testsuite>
        </testsuites>

        """)
  }

  @Test("--filter plays the cases with a text in their names, and says nothing of what has no test")
  func filter() throws {
    let run = try Self.run(["--filter", "TRIP: happy"])
    #expect(run.code == 0)
    #expect(run.out == "ok      book-trip: happy path (and after 3 crashes)\n\n1 case passed\n")
  }

  @Test(
    "what cannot be played is a misuse",
    arguments: [
      (["--filter", "sad"], "none of the 2 cases has `sad` in its name"), (["nowhere"], "nowhere"),
      (["--format", "xml"], "format"), (["sagas/book-trip.saga.yaml"], "there are no tests in"),
    ])
  func misuse(arguments: [String], said: String) throws {
    let run = try Self.run(arguments)
    #expect(run.code == 2)
    #expect(run.out == "" && run.err.contains(said), "\(run.err)")
  }

  @Test("tests or sagas with errors are findings")
  func findings() throws {
    let wrong = try Self.run(tests: Self.tests.replacing("refuses: declined", with: "refuses: decline"))
    #expect(wrong.code == 1 && wrong.err.contains("SK201") && wrong.out == "")
    let broken = try Self.run(saga: Self.saga.replacing("pivot: true", with: "pivot: ["))
    #expect(broken.code == 1 && broken.err.contains("SK100"))
  }

  @Test("hundreds of cases keep their order, and two runs print the same bytes")
  func keepsTheOrder() throws {
    let cases = (1...300).map { number in
      "  - { name: \"\(number)\", start: { tripId: t-\(number) }, expect: { outcome: completed } }"
    }
    let tests = "skald: 1\ntests: book-trip.saga.yaml\ncases:\n\(cases.joined(separator: "\n"))\n"
    let run = try Self.run(tests: tests)
    #expect(run.code == 0)
    let lines = run.out.split(separator: "\n").prefix(300)
    #expect(lines.map(String.init) == (1...300).map { "ok      book-trip: \($0)" })
    #expect(try Self.run(tests: tests).out == run.out)
  }

  @Test("the samples pass, and no failure path of theirs is without a test")
  func samples() throws {
    let run = try CommandRun(["test", "sagas", "--format", "json"])
    #expect(run.code == 0, "\(run.out)\(run.err)")
    #expect(try run.json["coverage"]?.array?.compactMap { $0["untested"] } == [[], []])
  }
}
