import SkaldCore
import SkaldValue
import Testing

@testable import SkaldEngine

@Suite("The admission of calls")
struct AdmissionTests {
  @Test("without a limit every call begins at once")
  func free() {
    var house = Gatehouse()
    for number: Int64 in 1...100 { house.arrive(number) }
    #expect(house.begun == Array(1...100))
    #expect(house.admission.nextWake() == nil)
    #expect(house.state("payment")?.inFlight == 100)
  }

  @Test("the limit of a service holds for all its operations together")
  func service() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 2)])
    house.arrive(1, "payment.charge")
    house.arrive(2, "payment.refund")
    house.arrive(3, "payment.charge")
    house.arrive(4, "delivery.request")
    #expect(house.begun == [1, 2, 4])
    #expect(house.state("payment")?.waiting == 1)
    house.finish(2)
    #expect(house.begun == [1, 2, 4, 3])
    #expect(house.state("payment.charge")?.inFlight == 2)
  }

  @Test("an operation that has no room keeps no other from its turn")
  func operation() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 2), "payment.charge": HandlerLimit(concurrency: 1)])
    for number: Int64 in 1...3 { house.arrive(number, "payment.charge") }
    house.arrive(4, "payment.refund")
    house.look()
    #expect(house.begun == [1, 4])
    house.finish(4)
    #expect(house.begun == [1, 4])
    house.finish(1)
    #expect(house.begun == [1, 4, 2])
  }

  @Test("undos and checks go before what moves forward, then the older instance, then who came first")
  func order() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 1)])
    house.arrive(1)
    house.arrive(9)
    house.arrive(3)
    house.arrive(7, "payment.refund", phase: .undo)
    house.arrive(5, "payment.status", phase: .check)
    house.arrive(4)
    for number: Int64 in [1, 5, 7, 3, 4, 9] {
      #expect(house.inFlight == [number])
      house.finish(number)
    }
  }

  @Test("sagas take turns, so that a flood of one keeps no other from its turn")
  func fairness() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 1)])
    for number: Int64 in 1...100 { house.arrive(number, saga: "flood") }
    house.arrive(200, saga: "a")
    house.arrive(300, saga: "b")
    house.arrive(301, saga: "b")
    for _ in 1...7 { house.finish(house.begun[house.begun.count - 1]) }
    #expect(house.begun == [1, 2, 200, 300, 3, 301, 4, 5])
  }

  @Test("a rate lets calls begin evenly, and says when to look again")
  func rate() {
    var house = Gatehouse(["payment": HandlerLimit(rate: CallRate(10, burst: 2))])
    let start = house.now
    for number: Int64 in 1...4 { house.arrive(number) }
    house.look()
    #expect(house.begun == [1, 2])
    #expect(house.admission.nextWake() == start + Milliseconds(100))
    house.pass(Milliseconds(99))
    #expect(house.begun == [1, 2])
    house.wake()
    #expect(house.begun == [1, 2, 3])
    house.wake()
    #expect(house.begun == [1, 2, 3, 4])
    #expect(house.now == start + Milliseconds(200))
    #expect(house.admission.nextWake() == nil)
  }

  @Test(
    "who waits until its time limit is told that nothing was sent, and why",
    arguments: [
      (["payment": HandlerLimit(concurrency: 1)], "no room at payment within the time limit"),
      (["payment.charge": HandlerLimit(concurrency: 1)], "no room at payment.charge within the time limit"),
    ])
  func expiry(limits: [String: HandlerLimit], reason: String) {
    var house = Gatehouse(limits)
    house.arrive(1)
    house.arrive(2, within: .seconds(5))
    house.arrive(3, within: .seconds(2))
    house.pass(Milliseconds(1999))
    #expect(house.expired == [])
    #expect(house.admission.nextWake() == house.now + Milliseconds(1))
    house.wake()
    #expect(house.expired == [3])
    house.wake()
    #expect(house.expired == [3, 2])
    #expect(house.reasons == [reason, reason])
    house.finish(1)
    #expect(house.begun == [1])
    #expect(house.state("payment")?.waiting == 0)
  }

  @Test("a call that is given up leaves its line, once")
  func leaving() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 1)])
    for number: Int64 in 1...3 { house.arrive(number) }
    let left = [2, 2, 1].map { house.leave($0) }
    #expect(left == [true, false, false])
    house.finish(1)
    #expect(house.begun == [1, 3])
    house.pass(.hours(1))
    #expect(house.expired == [])
  }

  @Test(
    "a paused handler's calls wait, and go on in their order", arguments: ["payment", "payment.charge"])
  func pause(handler: String) {
    var house = Gatehouse()
    house.arrive(1)
    #expect(house.admission.set(isPaused: true, handler))
    house.arrive(3)
    house.arrive(2)
    house.arrive(4, within: .seconds(1))
    house.arrive(5, "delivery.request")
    house.finish(1)
    house.pass(.seconds(1))
    #expect(house.begun == [1, 5])
    #expect(house.reasons == ["\(handler) was paused until the time limit"])
    #expect(house.state(handler)?.isPaused == true)
    #expect(house.admission.set(isPaused: false, handler))
    house.look()
    #expect(house.begun == [1, 5, 2, 3])
  }

  @Test("a handler that nobody calls cannot be paused")
  func pauseUnknown() {
    let house = Gatehouse()
    #expect(!house.admission.set(isPaused: true, "payment"))
  }

  @Test("a dead service is left alone; one call finds out, and lets the others through")
  func breaker() {
    var house = Gatehouse(breaker: CircuitBreaker(failures: 2, coolDown: .seconds(1)))
    for number: Int64 in 1...3 { house.arrive(number) }
    house.finish(1, .lost(message: ""))
    house.finish(2, .retryable(effect: .unknown, notBefore: nil, message: ""))
    for number: Int64 in 4...6 { house.arrive(number) }
    house.arrive(7, "delivery.request")
    house.look()
    #expect(house.begun == [1, 2, 3, 7])
    #expect(house.state("payment")?.breaker == "open")
    #expect(house.state("payment")?.retryAt == house.now + .seconds(1))
    house.wake()
    #expect(house.begun == [1, 2, 3, 7, 4])
    #expect(house.state("payment")?.breaker == "probing")
    house.finish(4, .lost(message: ""))
    #expect(house.admission.nextWake() == house.now + .seconds(2))
    house.wake()
    house.finish(5)
    #expect(house.begun == [1, 2, 3, 7, 4, 5, 6])
    #expect(house.state("payment")?.breaker == "closed")
  }

  @Test("waiting for a dead service ends at the time limit, and a probe that was given up makes way for another")
  func probes() {
    var house = Gatehouse(breaker: CircuitBreaker(failures: 1, coolDown: .seconds(10)))
    house.arrive(1)
    house.finish(1, .lost(message: ""))
    house.arrive(2, within: .seconds(5))
    house.arrive(3)
    house.arrive(4)
    house.pass(.seconds(5))
    #expect(house.expired == [2])
    #expect(house.reasons == ["payment did not answer other calls until the time limit"])
    house.pass(.seconds(5))
    #expect(house.begun == [1, 3])
    house.finish(3, .blocked(effect: .none, message: ""))
    #expect(house.begun == [1, 3, 4])
  }

  @Test("a service that asks for time gets it, and still lives")
  func hold() {
    var house = Gatehouse(breaker: CircuitBreaker(failures: 1))
    house.arrive(1)
    house.finish(1, .retryable(effect: .none, notBefore: .seconds(3), message: ""))
    house.arrive(2)
    house.look()
    #expect(house.begun == [1])
    #expect(house.admission.nextWake() == house.now + .seconds(3))
    house.wake()
    #expect(house.begun == [1, 2])
    #expect(house.state("payment")?.breaker == "closed")
  }

  @Test("calls with the same business key go one at a time, whichever saga they are of")
  func businessKey() {
    var house = Gatehouse(["payment": HandlerLimit(per: .businessKey)])
    house.arrive(1, saga: "order", key: "A")
    house.arrive(2, "payment.refund", saga: "return", key: "A")
    house.arrive(3, saga: "order", key: "B")
    house.arrive(4, saga: "audit", key: "A")
    house.arrive(5, saga: "audit")
    house.arrive(6, saga: "audit")
    house.look()
    #expect(house.begun == [1, 3, 5, 6])
    house.finish(1)
    #expect(house.begun == [1, 3, 5, 6, 2])
    house.leave(4)
    house.arrive(7, key: "A")
    house.finish(2)
    #expect(house.begun == [1, 3, 5, 6, 2, 7])
  }

  @Test("who gives up waiting for a value makes way for those behind it")
  func leavingAValue() {
    var house = Gatehouse(["payment.charge": HandlerLimit(per: .argument("to"))])
    for number: Int64 in 1...5 { house.arrive(number, arguments: ["to": 7]) }
    house.look()
    #expect(house.admission.set(isPaused: true, "payment"))
    house.finish(1)
    // The one that is next for the value goes before it can begin.
    house.leave(2)
    #expect(house.admission.set(isPaused: false, "payment"))
    house.look()
    for number: Int64 in 3...5 {
      #expect(house.inFlight == [number])
      house.finish(number)
    }
  }

  @Test("the value of an argument is taken by one call; calls without it are free")
  func argument() {
    var house = Gatehouse(["payment.charge": HandlerLimit(per: .argument("to"))])
    house.arrive(1, arguments: ["to": 7])
    house.arrive(2, arguments: ["to": 7])
    house.arrive(3, arguments: ["to": "7"])
    house.arrive(4)
    house.arrive(5)
    house.look()
    #expect(house.begun == [1, 3, 4, 5])
  }

  @Test("forgotten calls never begin")
  func close() {
    var house = Gatehouse(["payment": HandlerLimit(concurrency: 1)])
    for number: Int64 in 1...3 { house.arrive(number) }
    house.admission.close()
    house.finish(1)
    house.pass(.hours(1))
    #expect(house.begun == [1])
    #expect(house.expired == [])
    #expect(house.admission.waitingCount == 0)
  }

  @Test(
    "the contract's concurrency counts unless a limit says otherwise",
    arguments: [
      ([:], 2), (["payment.charge": HandlerLimit(concurrency: 3)], 3),
      (["payment.charge": HandlerLimit(rate: CallRate(1000))], 2), (["payment": HandlerLimit(concurrency: 9)], 2),
    ] as [([String: HandlerLimit], Int)])
  func contract(limits: [String: HandlerLimit], concurrency: Int) {
    var program = TestPrograms.fourCalls()
    program.tuning.concurrency = [OperationConcurrency(OperationID(0), 2)]
    var house = Gatehouse(limits)
    house.admission.learn(program, at: house.now)
    for number: Int64 in 1...5 { house.arrive(number) }
    for number: Int64 in 11...15 { house.arrive(number, "notification.send") }
    house.look()
    #expect(house.begun == Array(1...Int64(concurrency)) + Array(11...15))
  }
}
