#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ends the process where something that must hold does not, so that libFuzzer keeps the input.
///
/// Unlike a precondition it says what, in release builds, too.
public func expect(_ holds: Bool, _ what: @autoclosure () -> String) {
  guard !holds else { return }
  print("\n==== \(what())")
  fflush(nil)
  abort()
}

/// How many milliseconds of a processor's time something takes; other processes do not count.
public func milliseconds(of work: () -> Void) -> Int {
  let begin = processorTime()
  work()
  return (processorTime() - begin) / 1_000_000
}

private func processorTime() -> Int {
  var time = timespec()
  unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}
