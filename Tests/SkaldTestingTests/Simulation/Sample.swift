import FoundationEssentials
import Skald
import Testing

/// Sagas that are simulated.
enum Sample {
  /// The order saga of the project.
  static func placeOrder() throws -> SagaProgram {
    try program(["sagas/contracts.yaml", "sagas/place-order.saga.yaml"])
  }

  /// Branches, items, an optional step, a barrier, a sleep, events at the ends.
  static func everyConstruct() throws -> SagaProgram { try program(text: constructs) }

  /// Guests who get rooms of one hotel; what they do to a room keeps others off it, or does not.
  static func booking(isLocked: Bool) throws -> SagaProgram {
    try program(text: isLocked ? rooms : rooms.replacing("locked: [HELD, PAID, GIVING_BACK]", with: "locked: []"))
  }

  /// The folder of the project.
  static var root: String {
    var folder = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { folder.deleteLastPathComponent() }
    return folder.path
  }

  /// The saga of files, named from the folder of the project.
  static func program(_ names: [String]) throws -> SagaProgram {
    try compiled(
      names.map { SourceText(path: $0, text: try String(contentsOfFile: "\(root)/\($0)", encoding: .utf8)) })
  }

  static func program(text: String) throws -> SagaProgram { try compiled([SourceText(path: "saga.yaml", text: text)]) }

  private static func compiled(_ files: [SourceText]) throws -> SagaProgram {
    let compilation = Compiler.compile(files)
    let errors = compilation.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty, "\(errors.map { "\($0.code) \($0.message)" })")
    return try #require(compilation.sagas.first?.program)
  }

  private static let constructs = """
    skald: 1
    saga: travel
    version: 1
    input: { trip: int, days: int, stops: [string] }
    key: trip-${input.trip}
    defaults: { timeout: 5s, retry: { attempts: 3, wait: 1s, factor: 2, max: 10s } }
    steps:
      - parallel: tickets
        branches:
          train:
            - step: seat
              call: train.book
              with: { trip: "${input.trip}" }
              compensate: { call: train.free, with: { trip: "${input.trip}" } }
          hotel:
            - step: room
              call: hotel.book
              with: { trip: "${input.trip}", days: "${input.days}" }
              check: hotel.look
              compensate: { call: hotel.free, with: { trip: "${input.trip}" } }
      - each: stop
        in: ${input.stops}
        atMost: 2
        steps:
          - step: guide
            call: guide.hire
            with: { place: "${item}" }
            compensate: { call: guide.dismiss, with: { place: "${item}" } }
      - step: insure
        call: insurance.sign
        with: { trip: "${input.trip}" }
        optional: true
      - sleep: 10s
      - step: pay
        call: payment.charge
        with: { trip: "${input.trip}" }
        pivot: true
      - step: tell
        call: mail.send
        with: { trip: "${input.trip}" }
    outcome:
      completed: { emits: travel.booked.v1 }
      compensated: { emits: travel.off.v1 }
    ---
    skald: 1
    services:
      train:
        book: { in: { trip: int }, out: { seat: string }, refuses: [sold_out], barrier: true }
        free: { in: { trip: int }, idempotent: natural }
      hotel:
        book: { in: { trip: int, days: int }, out: { room: string }, refuses: [full] }
        look: { effect: false }
        free: { in: { trip: int } }
      guide:
        hire: { in: { place: string }, refuses: [ill] }
        dismiss: { in: { place: string } }
      insurance: { sign: { in: { trip: int }, effect: false, refuses: [too_old] } }
      payment: { charge: { in: { trip: int }, refuses: [declined], keyTTL: forever } }
      mail: { send: { in: { trip: int }, effect: false } }
    events:
      travel.booked.v1: { key: trip, data: { trip: int }, public: true }
      travel.off.v1: { key: trip, data: { trip: int }, public: true }

    """

  private static let rooms = """
    skald: 1
    saga: book-room
    version: 1
    input: { hotel: int, guest: string }
    key: ${input.guest}
    entity: { room: "${input.hotel}" }
    steps:
      - step: hold
        call: rooms.hold
        with: { guest: "${input.guest}" }
        state: HELD
        compensate: { call: rooms.free, with: { guest: "${input.guest}" } }
      - step: pay
        call: payment.charge
        with: { guest: "${input.guest}" }
        state: PAID
        compensate: { call: payment.refund, with: { guest: "${input.guest}" } }
      - step: welcome
        call: rooms.prepare
        with: { guest: "${input.guest}" }
        pivot: true
    outcome:
      completed: { state: FREE }
      compensating: { state: GIVING_BACK }
      compensated: { state: FREE }
    ---
    skald: 1
    services:
      rooms:
        hold: { in: { guest: string }, refuses: [taken] }
        free: { in: { guest: string } }
        prepare: { in: { guest: string }, keyTTL: forever }
      payment:
        charge: { in: { guest: string }, refuses: [declined] }
        refund: { in: { guest: string } }
    entities:
      room:
        starts: OPEN
        states:
          OPEN: [HELD, GIVING_BACK]
          HELD: [PAID, GIVING_BACK]
          PAID: [FREE, GIVING_BACK]
          GIVING_BACK: [FREE]
          FREE: []
        locked: [HELD, PAID, GIVING_BACK]
        whenLocked: wait 30s

    """
}
