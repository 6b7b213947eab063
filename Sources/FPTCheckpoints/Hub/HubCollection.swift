import FPTFiles
import FPTResults
import Foundation

/// The files of one repository at one commit, brought together beside their final place and put there at once.
struct HubCollection {
  let name: HubName
  let listing: HubListing
  let source: any HubSource
  let store: AssetStore
  let progress: @Sendable (AssetFetcher.Progress) -> Void

  private var commit: String { listing.commit }
  private var repository: String { store.folder(ofRepository: name) }
  private var destination: String { "\(repository)/\(commit)" }
  /// Holds finished files, and those that are not in `parts`.
  private var scratch: String { "\(repository)/.\(commit).part" }
  private var parts: String { "\(scratch)/.parts" }

  /// - Throws: `HubProblem`; `AssetError.busy` or `.folderUnusable`.
  func collect() async throws {
    let lock = try FetchLock(name: "\(name)", folder: repository, file: ".\(commit).lock")
    defer {
      lock.release()
      // Only folders without a file in them go.
      rmdir(repository)
      rmdir(AtomicFile.folder(of: repository))
    }
    do throws(ResultFileError) { try AtomicFile.createFolder(parts) } catch {
      throw AssetError.folderUnusable(path: scratch, reason: "\(error)")
    }
    defer {
      rmdir(parts)
      rmdir(scratch)
    }
    let earlier = try HubManifest(in: destination, of: name)
    var files: [HubManifest.File] = []
    for wanted in try await wanted(earlier) { files.append(try record(wanted)) }
    try removeAll(but: files.map(\.path))
    let manifest = HubManifest(
      name: name, source: source.place, license: listing.license ?? earlier?.license,
      files: files.sorted { $0.path < $1.path })
    do throws(ResultFileError) {
      try manifest.write(to: scratch)
      try putInPlace()
    } catch { throw AssetError.folderUnusable(path: destination, reason: "\(error)") }
  }

  // MARK: Which files

  /// Brings every file that is wanted to the scratch folder.
  private func wanted(_ earlier: HubManifest?) async throws -> [AssetFile] {
    func bring(_ path: String) async throws -> AssetFile? {
      guard var file = expected(path) else { return nil }
      // What was recorded at the first download holds from then on.
      if file.isUnpublished, let known = earlier?.files.first(where: { $0.path == path }) {
        file.accepted = [.init(size: known.bytes, sha256: known.sha256)]
      }
      return try await self.bring(file) ? file : nil
    }
    let has = listing.files?.map(\.path) ?? []
    // Weights alone would be another model than the one that transformers makes of the repository.
    guard !has.contains(CheckpointFolder.adapterConfiguration) else {
      throw HubProblem.adapter
    }
    let candidates = TensorFile.weightsNames
    if !candidates.contains(where: has.contains), let whole = Self.wholeFile(among: has),
      let file = try await bring(whole)
    {
      return [file]
    }
    if listing.files != nil {
      guard has.contains("config.json") else { throw HubProblem.noConfiguration(has: has) }
      guard candidates.contains(where: has.contains) else {
        throw HubProblem.noWeights(has: has, expected: candidates)
      }
    }
    guard let configuration = try await bring("config.json") else {
      throw HubProblem.notThere(file: "config.json")
    }
    var files = [configuration]
    var weights: AssetFile?
    for candidate in candidates where weights == nil { weights = try await bring(candidate) }
    guard let weights else { throw HubProblem.noWeights(has: has, expected: candidates) }
    files.append(weights)
    if weights.path.hasSuffix(ShardedWeights.indexSuffix) {
      let shards = try shards(of: weights.path)
      try requireSpace(for: shards.compactMap(expected))
      for shard in shards {
        guard let file = try await bring(shard) else {
          throw HubProblem.missingShard(file: shard, index: weights.path)
        }
        files.append(file)
      }
    }
    return files + (try await tokenizer(bring))
  }

  /// The one GGUF file of a repository, which has configuration and tokenizer in itself; nil where there are several to choose from.
  private static func wholeFile(among names: [String]) -> String? {
    let files = names.filter { CheckpointFolder.isWholeFile($0) && !$0.hasPrefix(".") }
    return files.count == 1 ? files[0] : nil
  }

  /// The files of a tokenizer that is read: GPT-2's pair, or both in one.
  private func tokenizer(
    _ bring: (String) async throws -> AssetFile?
  ) async throws -> [AssetFile] {
    var files: [AssetFile] = []
    if let whole = try await bring("tokenizer.json") { files.append(whole) }
    if expected("vocab.json") != nil, let merges = try await bring("merges.txt") {
      if let vocabulary = try await bring("vocab.json") {
        files += [vocabulary, merges]
      } else {
        // Half of a pair would be taken for a damaged one.
        unlink("\(scratch)/merges.txt")
      }
    }
    return files
  }

  private func shards(of index: String) throws -> [String] {
    let shards: WeightShards
    do throws(CheckpointError) { shards = try WeightShards(index: "\(scratch)/\(index)") } catch {
      unlink("\(scratch)/\(index)")
      throw HubProblem.index(reason: "\(error)".replacing("\(scratch)/", with: ""))
    }
    let names: Set = [index, "config.json", "tokenizer.json", "vocab.json", "merges.txt"]
    if let name = shards.files.first(where: names.contains) {
      throw HubProblem.index(reason: "\(index) lists \(name) as weights")
    }
    return shards.files
  }

  /// What is published of a file; nil where it is known that there is none.
  private func expected(_ path: String) -> AssetFile? {
    guard let files = listing.files else { return AssetFile(path, .unpublished()) }
    return files.first { $0.path == path }
  }

  private func requireSpace(for files: [AssetFile]) throws {
    var status = statvfs()
    guard statvfs(scratch, &status) == 0 else { return }
    let free = Int(clamping: UInt64(status.f_bavail)).multipliedReportingOverflow(
      by: Int(clamping: UInt64(status.f_frsize)))
    var needed = 0
    for file in files {
      let here =
        AssetStore.size(ofFile: "\(scratch)/\(file.path)")
        ?? AssetStore.size(ofFile: "\(parts)/\(file.path)") ?? 0
      let sum = needed.addingReportingOverflow(max(0, (file.accepted.first?.size ?? 0) - here))
      needed = sum.overflow ? .max : sum.partialValue
    }
    guard free.overflow || needed <= free.partialValue else {
      throw HubProblem.noSpace(needed: needed, free: free.partialValue)
    }
  }

  // MARK: One file

  /// Brings a file to the scratch folder, checked.
  ///
  /// - Returns: false where the source has none of this name.
  private func bring(_ file: AssetFile) async throws -> Bool {
    let finished = "\(scratch)/\(file.path)"
    if AssetStore.size(ofFile: finished) != nil {
      if try mismatch(file, at: finished) == nil { return true }
      unlink(finished)
    }
    if try takeFromPlace(file, to: finished) { return true }
    let part = "\(parts)/\(file.path)"
    // Without a digest nothing would tell a wrong beginning from a right one.
    if file.isUnpublished { unlink(part) }
    if try isFinished(file, part) {
      try finish(file, part)
      return true
    }
    let isResumed = (AssetStore.size(ofFile: part) ?? 0) > 0
    try requireSpace(for: [file])
    guard try await source.get(file, of: name, to: part, progress: progress) else { return false }
    switch try HubFetcher.foreignKind(of: part) {
    case .webPage:
      unlink(part)
      throw HubProblem.webPage(file: file.path)
    case .lfsPointer:
      unlink(part)
      throw HubProblem.lfsPointer(file: file.path)
    default: break
    }
    let (size, found) = (file.accepted.first?.size, AssetStore.size(ofFile: part) ?? 0)
    if let size, found < size {
      throw HubProblem.short(file: file.path, expected: size, found: found)
    }
    if let mismatch = try mismatch(file, at: part) {
      unlink(part)
      // The beginning may have been of another attempt, and damaged: it is gone now, so that this one is whole.
      if isResumed { return try await bring(file) }
      throw HubProblem.wrongFile(file: file.path, mismatch: mismatch)
    }
    try finish(file, part)
    return true
  }

  /// Whether all of a file had come when an earlier attempt ended.
  private func isFinished(_ file: AssetFile, _ part: String) throws -> Bool {
    guard let size = AssetStore.size(ofFile: part), size > 0, size == file.accepted.first?.size
    else { return false }
    return try mismatch(file, at: part) == nil
  }

  private func finish(_ file: AssetFile, _ part: String) throws {
    chmod(part, 0o644)
    guard SystemCalls.rename(part, to: "\(scratch)/\(file.path)") == 0 else {
      throw HubProblem.system(
        "could not put \(file.path) in place: \(String(cString: strerror(errno)))")
    }
    progress(.placed(file: file.path))
  }

  /// Of a repository that is in place and damaged, the files that are whole are used again.
  private func takeFromPlace(_ file: AssetFile, to path: String) throws -> Bool {
    let placed = "\(destination)/\(file.path)"
    guard !file.isUnpublished, AssetStore.size(ofFile: placed) != nil,
      try mismatch(file, at: placed) == nil
    else { return false }
    return link(placed, path) == 0
  }

  private func mismatch(_ file: AssetFile, at path: String) throws -> FileMismatch? {
    do throws(FileError) { return try file.mismatch(at: path) } catch {
      throw HubProblem.system("\(error)")
    }
  }

  // MARK: The whole

  private func record(_ file: AssetFile) throws -> HubManifest.File {
    let path = "\(scratch)/\(file.path)"
    let digest: String
    let checked: String
    switch file.accepted.first?.checksum {
    case .sha256(let published): (digest, checked) = (published, "sha256")
    case let other:
      do throws(FileError) { digest = try FileDigest.sha256(ofFile: path) } catch {
        throw HubProblem.system("\(error)")
      }
      if case .gitBlob? = other {
        checked = "git"
      } else {
        checked = "nothing"
        progress(.recorded(file: file.path, sha256: digest))
      }
    }
    return HubManifest.File(
      path: file.path, bytes: AssetStore.size(ofFile: path) ?? 0, sha256: digest,
      checkedBy: checked)
  }

  /// What an earlier attempt had brought, and is no longer wanted, does not come along.
  private func removeAll(but wanted: [String]) throws {
    do {
      for name in try AtomicFile.names(in: scratch) where !wanted.contains(name) {
        try FileManager.default.removeItem(atPath: "\(scratch)/\(name)")
      }
    } catch { throw AssetError.folderUnusable(path: scratch, reason: "\(error)") }
  }

  /// A damaged repository makes way; a reader finds the old one, none, or the new one, and never a part.
  private func putInPlace() throws(ResultFileError) {
    let old = "\(repository)/.\(commit).old"
    if try AtomicFile.exists(destination) {
      try? FileManager.default.removeItem(atPath: old)
      try AtomicFile.move(destination, to: old)
    }
    try AtomicFile.move(scratch, to: destination)
    try? FileManager.default.removeItem(atPath: old)
  }
}
