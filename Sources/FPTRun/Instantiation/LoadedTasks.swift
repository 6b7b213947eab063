import FPTCatalog
import FPTLib
import FPTResults
import FPTScript
import Foundation

/// Tasks of their declarations, each made once: cells of one task share its data.
///
/// Planning asks what a task is, and not for its data: once that is known of some files, they are not decoded for it again.
struct LoadedTasks {
  let sources: TaskSources
  private var made: [Constructed: any SequenceTask] = [:]
  /// What is known of tasks, whether they were made or not.
  private var described: [Constructed: DescribedTask] = [:]

  init(assets: AssetStore, baseFolder: String) {
    sources = TaskSources(assets: assets, baseFolder: baseFolder)
  }

  /// The task with its data.
  ///
  /// - Throws: `AssetError` where data are missing, `TaskError` where they are damaged, `ChangedData` where they are not those that
  ///   a plan was made with.
  mutating func task(_ d: Constructed) throws -> any SequenceTask {
    if let task = made[d] { return task }
    let task = try Catalog.current.task(d.constructor).task(of: d.values, from: sources)
    if let known = described[d], known.dataDigest != task.dataDigest {
      forgetDescription(of: d)
      throw ChangedData(task: d.expressionText)
    }
    made[d] = task
    return task
  }

  /// Lets go of the data of all tasks but some.
  mutating func release(allBut kept: Set<Constructed>) {
    made = made.filter { kept.contains($0.key) }
  }

  /// The shape of a declared task.
  ///
  /// Data sets of known size are not opened; what only a file says is read from it.
  ///
  /// - Throws: what making the task throws, where it has to be made.
  mutating func shape(of d: Constructed) throws -> TaskShape {
    try declaredShape(of: d) ?? description(of: d).shape
  }

  /// The shape that a declaration alone says; nil where only data do.
  func declaredShape(of d: Constructed) throws -> TaskShape? {
    try Catalog.current.task(d.constructor).shape(of: d.values)
  }

  /// The assets that a task reads.
  func assets(of d: Constructed) throws -> [String] {
    try Catalog.current.task(d.constructor).assets(of: d.values)
  }

  /// The shape of a task and the digest of its data, as known of its files or found out by making it.
  ///
  /// - Throws: as ``task(_:)``.
  mutating func description(of d: Constructed) throws -> DescribedTask {
    if let known = described[d] { return known }
    let key = key(of: d)
    if let key, let text = DigestCache.current?.text(for: key),
      let known = DescribedTask(text: text)
    {
      described[d] = known
      return known
    }
    let description = DescribedTask(of: try task(d))
    described[d] = description
    if let key, let text = description.text { DigestCache.current?.keep(text, for: key) }
    return description
  }

  /// Forgets what was known of a task whose data turned out to be others.
  private mutating func forgetDescription(of d: Constructed) {
    described[d] = nil
    if let key = key(of: d) { DigestCache.current?.forget(key) }
  }

  /// The program that is running, as its file is now: another one may read the same files otherwise.
  ///
  /// Nil where that is not known.
  private static let program: String? = Bundle.main.executablePath.flatMap { path in
    FileState(of: path).map { "\($0.texts)" }
  }

  /// The declaration with the names and digests of all files that the task is made of; nil for a task that makes its examples, and where
  /// a file cannot be read, which making the task will tell.
  private func key(of d: Constructed) -> String? {
    guard DigestCache.current != nil, let program = Self.program else { return nil }
    do {
      let files = try Catalog.current.task(d.constructor).files(of: d.values, from: sources)
      guard let files else { return nil }
      let lines = try files.map { path in
        let name = path.split(separator: "/").last ?? ""
        return "\(try FileDigest.sha256(ofFile: path)) \(name)\n"
      }
      return "task \(program)\n\(d.canonical().canonicalText)\n" + lines.joined()
    } catch {
      return nil
    }
  }
}

/// Data that are not those that a plan was made with.
struct ChangedData: Error, CustomStringConvertible {
  var task: String
  var description: String {
    "the data of the task \(task) are not those that the plan was made with; run the same command again"
  }
}
