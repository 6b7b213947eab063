import FPTLib
import FPTResults
import FPTScript
import Foundation

/// Results for a review in which nobody is to know whose they are: the same content, without what tells of persons and machines.
package struct AnonymousResults: Sendable {
  /// Something that may tell who wrote the file, and that is part of the results.
  package struct Trace: Sendable, Hashable {
    /// `script tiny.fpt:12`.
    package var place: String
    /// Such as `an e-mail address`.
    package var what: String
    package var found: String
  }

  /// What decides the bits, or says how long they took, and tells of no one.
  private static let harmless: Set<String> = [
    "package_version", "numerics_version", "products", "kernels", "blas_core", "blas", "processor",
    "threads",
    "hdf5", "operating_system", "seconds", "examples_per_second", "examples_per_second_steps",
    AddedSeeds.attribute, ImportedCells.seedsAttribute, DescribedTask.attribute,
  ]

  private let tree: ResultGroup
  package let digest: ContentDigest
  /// What is left to be looked at by a person, in the order of the file.
  package let traces: [Trace]

  /// Looks for names in the results: those that are given, of the user and the host, and those that the script gives its authors.
  ///
  /// - Throws: `ResultFileError`.
  package init(of path: String, names: [String]) throws(ResultFileError) {
    var tree = try ResultFile.read(path)
    let stored = try StoredResults(tree: tree, path: path)
    tree.groups = tree.groups.map { child in
      guard child.name == ResultFormat.provenanceGroup else { return child }
      return ResultGroup.Child(name: child.name, group: Self.anonymous(child.group))
    }
    self.tree = tree
    digest = stored.digest
    let given = names.filter { $0.count > 2 }.map { (what: "a name", text: $0) }
    traces = Self.traces(in: stored, telling: given + Self.ownWords(of: stored))
  }

  /// Writes the file; its content digest is that of the original.
  package func write(to path: String) throws(ResultFileError) {
    try ResultFile.write(tree, to: path)
  }

  private static func anonymous(_ group: ResultGroup) -> ResultGroup {
    var group = group
    group.attributes = group.attributes.compactMap { attribute in
      if [ImportedCells.attribute, ImportedCells.measuresAttribute].contains(attribute.name) {
        return ResultAttribute(attribute.name, .texts(ImportedCells.digests(in: attribute.value)))
      }
      return harmless.contains(attribute.name) ? attribute : nil
    }
    group.groups = group.groups.map {
      ResultGroup.Child(name: $0.name, group: anonymous($0.group))
    }
    return group
  }

  // MARK: Traces

  /// What the experiment says of whose it is: its authors, each by the last name too, and its DOI.
  private static func ownWords(of stored: StoredResults) -> [(what: String, text: String)] {
    let records = stored.sources.map { ExperimentRecord($0.text) }
    var words: [(what: String, text: String)] = []
    for author in records.flatMap(\.authors) {
      let last = author.split(separator: " ").last.map(String.init) ?? author
      // A name of several words is told once where it stands whole.
      words.append((what: "an author", text: last.count > 2 ? last : author))
    }
    return words + records.compactMap(\.doi).map { (what: "a DOI", text: $0) }
  }

  private static func traces(
    in stored: StoredResults, telling words: [(what: String, text: String)]
  ) -> [Trace] {
    var texts = stored.sources.map { ("script \($0.name)", $0.text) }
    texts += stored.references.map { ("published values \($0.name)", $0.text) }
    texts += stored.overrides.map { ("--set", "\($0.path)=\($0.expression)") }
    texts += stored.sources.map { ("the name of a file", $0.name) }
    var seen: Set<String> = []
    for cell in stored.cells {
      let place = "cell \(cell.hash.prefix(CellHash.shownDigits))"
      for text in [cell.configuration, cell.message ?? ""] where seen.insert(text).inserted {
        texts.append((place, text))
      }
    }
    return texts.flatMap { place, text in
      text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
        number, line in
        traces(
          in: line, at: text.contains("\n") ? "\(place):\(number + 1)" : place, telling: words)
      }
    }
  }

  private static func traces(
    in line: Substring, at place: String, telling words: [(what: String, text: String)]
  ) -> [Trace] {
    var found: [Trace] = []
    for match in line.matches(of: /[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}/) {
      found.append(Trace(place: place, what: "an e-mail address", found: String(match.output)))
    }
    for match in line.matches(of: /(?:\/home\/|\/Users\/|\/root\/|~)[A-Za-z0-9._\-\/]+/) {
      found.append(Trace(place: place, what: "somebody's folder", found: String(match.output)))
    }
    for word in words where line.range(of: word.text, options: .caseInsensitive) != nil {
      found.append(Trace(place: place, what: word.what, found: word.text))
    }
    return found
  }
}
