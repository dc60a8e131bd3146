/// How an engine gets its store: opened by the engine's owner, on its own thread.
public struct StoreFactory: Sendable {
  /// Opens the store.
  package let open: @Sendable () throws(StoreError) -> any Store

  /// Takes a function that opens a store; it is called once.
  public init(_ open: @escaping @Sendable () throws(StoreError) -> any Store) { self.open = open }
}
