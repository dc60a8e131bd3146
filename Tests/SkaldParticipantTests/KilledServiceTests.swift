import FoundationEssentials
import SkaldParticipant
import SkaldValue
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("A service that is killed amid a call")
struct KilledServiceTests {
  enum Moment: String, CaseIterable, Codable {
    case beforeTheWork
    case amidTheWork
    case behindTheWork
    case behindTheCommit
  }

  @Test("its work is done once, whenever the process ends", arguments: Moment.allCases)
  func worksOnce(moment: Moment) async throws {
    let bank = try Bank()
    let folder = bank.folder
    await #expect(processExitsWith: .signal(SIGKILL)) { [moment = moment as Moment, folder = folder as String] in
      let service = try Bank.open(folder)
      let call = try ServiceCall.charge()
      let work = Bank.work(call)
      _ = await service.answer(call) { db in
        if moment == .beforeTheWork { kill(getpid(), SIGKILL) }
        if moment == .amidTheWork {
          try db.execute("INSERT INTO ledger VALUES (?, 1, ?)", [.text("7"), .text("charge")])
          kill(getpid(), SIGKILL)
        }
        let answer = try work(db)
        if moment == .behindTheWork { kill(getpid(), SIGKILL) }
        return answer
      }
      kill(getpid(), SIGKILL)
    }
    let again = try bank.later()
    let call = try ServiceCall.charge()
    #expect(await again.answer(call, work: Bank.work(call)).status == 200)
    #expect(try await bank.net() == 1)
  }
}
