#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A real thread for the owner of a store: its commits block, which a thread of the shared pool must not.
enum OwnerThread {
  /// The stack of the thread: enough for an expression at its deepest nesting.
  private static let stackSize = 4 << 20

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  /// Runs a function on a thread of its own.
  /// - Returns: whether the system gave a thread.
  static func start(_ run: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    defer { unsafe pthread_attr_destroy(&attributes) }
    unsafe pthread_attr_setstacksize(&attributes, stackSize)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Glibc)
      var thread = pthread_t()
    #else
      var thread: pthread_t?
    #endif
    let body = unsafe Unmanaged.passRetained(Body(run))
    let result = unsafe pthread_create(&thread, &attributes, enter, body.toOpaque())
    if result != 0 { unsafe body.release() }
    return result == 0
  }

  #if canImport(Glibc)
    private static let enter: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
      if let argument = unsafe argument { unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run() }
      return nil
    }
  #else
    private static let enter: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = { argument in
      unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
      return nil
    }
  #endif
}
