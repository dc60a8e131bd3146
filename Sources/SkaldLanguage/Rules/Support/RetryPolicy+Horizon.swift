import SkaldCore
import SkaldValue

extension CallPolicy {
  /// The longest time from the first attempt to the end of the last; nil where attempts have no limit.
  var longest: Milliseconds? {
    guard let attempts = retry.attempts else { return nil }
    return timeout.times(attempts) + retry.waits(attempts - 1)
  }
}

extension RetryPolicy {
  /// The sum of the first waits without the luck of jitter.
  fileprivate func waits(_ count: Int) -> Milliseconds {
    var sum = Milliseconds(0)
    var number = 1
    while number <= count {
      let wait = waitMax(number)
      // From the cap on, and where nothing grows, every wait is the same.
      if wait >= max || factor <= 1 { return sum + wait.times(count - number + 1) }
      sum = sum + wait
      number += 1
    }
    return sum
  }
}

extension Milliseconds {
  /// So many times the length; for ever where that does not fit.
  func times(_ count: Int) -> Milliseconds {
    let (product, overflow) = self.count.multipliedReportingOverflow(by: Int64(Swift.max(count, 0)))
    return overflow ? .forever : Milliseconds(product)
  }
}
