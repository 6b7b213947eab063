import FPTResults

/// Keeps two processes from fetching one asset at the same time; gone with the process that holds it.
struct FetchLock {
  private let lock: CellLock

  init(asset: Asset, folder: String) throws(AssetError) {
    do throws(ResultFileError) {
      try AtomicFile.createFolder(folder)
      lock = try CellLock(path: "\(folder)/.lock")
    } catch {
      if case .locked(_, let owner) = error { throw .busy(name: asset.name, owner: owner) }
      throw .folderUnusable(path: folder, reason: "\(error)")
    }
  }

  func release() { lock.release() }
}
