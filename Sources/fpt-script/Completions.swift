import ArgumentParser
import FPTCatalog
import FPTLib
import FPTRun
import FPTSchema
import FPTScript
import Foundation

/// What a shell offers behind a word that is not finished: from the schema, and from the experiment file that stands before it.
enum Completions {
  /// Kinds, constructors, codes of diagnostics, and experiment files.
  static let subjects = CompletionKind.custom { _, _, beginning in
    matching(beginning, among: words) + files(beginning)
  }

  /// The profiles of the experiment file.
  static let profiles = CompletionKind.custom { words, _, beginning in
    matching(beginning, among: names(of: .profile, in: words))
  }

  /// The arms of the experiment file.
  static let arms = CompletionKind.custom { words, _, beginning in
    matching(beginning, among: names(of: .arm, in: words))
  }

  /// Points of the axes of the experiment file: `task=mnist,arm=`, one axis after the other.
  static let points = CompletionKind.custom { words, _, beginning in
    let begun = beginning.lastIndex(of: ",").map { String(beginning[...$0]) } ?? ""
    let word = beginning.dropFirst(begun.count)
    let named = begun.split(separator: ",").map { $0.prefix { $0 != "=" } }
    let axes = axes(in: words).filter { !named.contains(Substring($0.name)) }
    guard let equals = word.firstIndex(of: "=") else {
      return matching(String(word), among: axes.map { $0.name + "=" }).map { begun + $0 }
    }
    let name = word[..<equals]
    let points = axes.filter { $0.name == name }.flatMap(\.labels)
    return matching(String(word), among: points.map { "\(name)=\($0)" }).map { begun + $0 }
  }

  /// Fields of training and their constructors' fields, and the names that the experiment file declares.
  static let paths = CompletionKind.custom { words, _, beginning in
    let declared = ([.param, .task, .model, .freeze, .train] as [DeclarationKind])
      .flatMap { names(of: $0, in: words) }
    return matching(beginning, among: trainingPaths + ["seed="] + declared.map { $0 + "=" })
  }

  /// Assets, and the repositories of the hub that are in the data folder.
  static let assets = CompletionKind.custom { _, _, beginning in
    matching(beginning, among: Asset.all.map(\.name) + fetched)
  }

  /// Names with commits; none where the data folder cannot be read, which completion is no place to say.
  private static var fetched: [String] {
    let store = try? AssetStore(environment: Executable.environment)
    return ((try? store?.hubNames()) ?? []).map { "\($0)" }
  }

  private static let words =
    ReferenceEntry.words(of: .current) + Topic.all.map(\.title)
    + DiagnosticCode.allCases.map(\.description)

  private static var trainingPaths: [String] {
    (Schema.current.kind(.train)?.fields ?? []).flatMap { field -> [String] in
      guard case .constructor(let role) = field.type else { return ["train.\(field.name)="] }
      return Schema.current.constructors(in: role).flatMap(\.fields)
        .map { "train.\(field.name).\($0.name)=" }
    }
  }

  private static func matching(_ beginning: String, among words: [String]) -> [String] {
    words.filter { $0.hasPrefix(beginning) }
  }

  /// Names of a kind in the first experiment file on the command line; its own, and not those of files it uses.
  private static func names(of kind: DeclarationKind, in words: [String]) -> [String] {
    guard let path = words.first(where: { $0.hasSuffix(".fpt") }),
      let text = try? FileSources().text(at: path)
    else { return [] }
    return parse(SourceFile(path: path, text: text)).syntax.items.compactMap { item in
      guard case .declaration(let declaration) = item, declaration.kind == kind else { return nil }
      return declaration.name?.text
    }
  }

  /// The axes of all runs of the first experiment file on the command line, with the profile that stands there.
  private static func axes(in words: [String]) -> [(name: String, labels: [String])] {
    guard let path = words.first(where: { $0.hasSuffix(".fpt") }) else { return [] }
    let profile = words.firstIndex(of: "--profile").map { $0 + 1 }
      .flatMap { words.indices.contains($0) ? words[$0] : nil }
    let result = check(path: path, loader: FileSources(), schema: .current, profile: profile)
    var found: [(name: String, labels: [String])] = []
    for axis in result.experiment?.runs.flatMap(\.axes) ?? [] {
      let labels = axis.points.map(\.label)
      if let index = found.firstIndex(where: { $0.name == axis.name }) {
        found[index].labels += labels.filter { !found[index].labels.contains($0) }
      } else {
        found.append((axis.name, labels))
      }
    }
    return found
  }

  /// Experiment files and folders whose paths begin so.
  private static func files(_ beginning: String) -> [String] {
    let folder = beginning.lastIndex(of: "/").map { String(beginning[...$0]) } ?? ""
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    return names.sorted().compactMap { name in
      let path = folder + name
      guard path.hasPrefix(beginning), !name.hasPrefix(".") else { return nil }
      if name.hasSuffix(".fpt") { return path }
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return isFolder.boolValue && !beginning.isEmpty ? path + "/" : nil
    }
  }
}
