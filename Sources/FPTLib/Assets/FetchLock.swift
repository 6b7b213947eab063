import Foundation

/// Keeps two processes from fetching one asset at the same time; gone with the process that holds it.
struct FetchLock {
  private let descriptor: Int32

  init(asset: Asset, folder: String) throws(AssetError) {
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    } catch { throw .folderUnusable(path: folder, reason: error.localizedDescription) }
    descriptor = open("\(folder)/.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .folderUnusable(path: folder, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .busy(name: asset.name)
    }
  }

  func release() { close(descriptor) }
}
