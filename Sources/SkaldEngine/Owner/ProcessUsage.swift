#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What this process has used of the machine.
struct ProcessUsage {
  /// Time of processors, in the program and in the system on its behalf.
  let cpu: Duration
  /// The most memory that it held at once, in bytes.
  let peakMemory: Int

  /// The usage so far.
  static var current: ProcessUsage {
    var usage = rusage()
    #if canImport(Glibc)
      unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      let unit = 1024
    #else
      unsafe getrusage(RUSAGE_SELF, &usage)
      let unit = 1
    #endif
    let cpu = usage.ru_utime.duration + usage.ru_stime.duration
    return ProcessUsage(cpu: cpu, peakMemory: Int(usage.ru_maxrss) * unit)
  }
}

extension timeval {
  fileprivate var duration: Duration { .seconds(tv_sec) + .microseconds(tv_usec) }
}
