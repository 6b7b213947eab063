import FPTLib
import FPTResults
import FPTScript
import Foundation

/// Planning asks what a task is, and not for its data: once that is known of some files, they are not decoded for it again.
extension TaskCatalog {
  /// The program that is running, as its file is now: another one may read the same files otherwise. Nil where that is not known.
  private static let program: String? = Bundle.main.executablePath.flatMap { path in
    FileState(of: path).map { "\($0.texts)" }
  }

  /// The shape of a task and the digest of its data, as known of its files or found out by making it.
  ///
  /// - Throws: as ``task(_:)``.
  mutating func description(of d: Constructed) throws -> TaskDescription {
    if let known = described[d] { return known }
    let key = key(of: d)
    if let key, let text = KeptFindings.current?.text(for: key),
      let known = TaskDescription(text: text)
    {
      described[d] = known
      return known
    }
    let task = try task(d)
    let outline = TaskOutline(of: task, hasData: Self.hasData(d))
    let description = TaskDescription(of: task, residentBytes: outline.residentBytes)
    described[d] = description
    if let key, let text = description.text { KeptFindings.current?.keep(text, for: key) }
    return description
  }

  /// Forgets what was known of a task whose data turned out to be others.
  mutating func forgetDescription(of d: Constructed) {
    described[d] = nil
    if let key = key(of: d) { KeptFindings.current?.forget(key) }
  }

  /// The declaration with the names and digests of all files that the task is made of; nil for a task that makes its examples, and where
  /// a file cannot be read, which making the task will tell.
  private func key(of d: Constructed) -> String? {
    guard KeptFindings.current != nil, let program = Self.program else { return nil }
    do {
      guard let files = try files(of: d) else { return nil }
      let lines = try files.map { path in
        let name = path.split(separator: "/").last ?? ""
        return "\(try FileDigest.sha256(ofFile: path)) \(name)\n"
      }
      return "task \(program)\n\(d.canonical().canonicalText)\n" + lines.joined()
    } catch {
      return nil
    }
  }

  /// Every file that says something of the task, in an order of its own.
  private func files(of d: Constructed) throws -> [String]? {
    func asset(_ name: String) throws -> [String] {
      let asset = try Asset.named(name)
      let paths = try assets.paths(of: asset)
      return asset.files.compactMap { paths[$0.path] }
    }
    switch d.constructor {
    case "CIFAR10": return try asset("cifar10")
    case "Digits": return try asset("digits")
    case "FashionMNIST": return try asset("fashion-mnist")
    case "MNIST": return try asset("mnist")
    case "ListOps":
      guard d["source"] != nil else { return nil }
      return ListOps.files(in: path(try d.symbol("source")))
    case "RemoteHomology":
      return d["file"] == nil ? try asset("tape") : [path(try d.symbol("file"))]
    case "Tensors": return [path(try d.symbol("file"))]
    case "TextCorpus":
      let tokenizer = d["tokenizer"] == nil ? nil : path(try d.symbol("tokenizer"))
      return try d.symbols("files").flatMap(textFiles)
        + (tokenizer.map(TextCorpus.tokenizerFiles) ?? [])
    default: return nil
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
