import SkaldRuntime

extension Kernel {
  /// Deletes instances that ended, with the commit of this batch.
  func archive(_ request: ArchiveRequest) {
    batch.archived += request.ids.filter { !isLive($0) }
    actions.append(.reply(request.ticket, .decided))
  }
}
