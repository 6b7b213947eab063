import FPTLib
import FPTScript

extension Notebook {
  /// The notebook of a results file: prose in the order of the script inside, tables and plots as they are stored.
  ///
  /// - Throws: `ResultFileError` for a file that cannot be read, `UnreadableScript` where the script inside is not one that
  ///   this version understands.
  public init(resultsFile path: String) throws {
    let root = try ResultFile.attributes(path)
    let script = try ResultFile.read(path, group: ["script"])
    let tables = try ResultFile.read(path, group: ["tables"])
    let plots = try ResultFile.read(path, group: ["plots"])
    let experiment = try Self.experiment(in: script, path: path)
    var items: [Item] = []
    for item in experiment.notebook {
      switch item {
      case .prose(let text): items.append(.prose(text))
      case .run: break
      case .table(let specification):
        let stored = tables.group(specification.title).flatMap {
          NotebookTable(
            $0, specification,
            published: specification.against.flatMap { Self.published(script, $0) })
        }
        items.append(
          stored.map(Item.table)
            ?? .note("the table “\(specification.title)” is not in this file"))
      case .plot(let specification):
        let stored = plots.group(specification.title).flatMap { Self.item($0, specification) }
        items.append(
          stored ?? .note("the plot “\(specification.title)” is not in this file"))
      }
    }
    let title = root.first { $0.name == "title" }?.value.text ?? experiment.title
    self.init(
      title: title, header: Notebook.header(of: experiment),
      items: Self.withoutHeading(title, items))
  }

  /// A file of published values inside; nil where there is none that can be read, so that tables go without its sources.
  private static func published(_ script: ResultGroup, _ name: String) -> PublishedValues? {
    guard case .texts(let texts)? = script.variable(name)?.values, let text = texts.first else {
      return nil
    }
    return PublishedValues(asFarAsReadable: text)
  }

  private static func item(_ stored: ResultGroup, _ plot: PlotSpecification) -> Item? {
    plot.isMap
      ? NotebookMap(stored, plot).map(Item.map) : NotebookPlot(stored, plot).map(Item.plot)
  }

  /// Files commonly begin with their title as a heading; the notebook has it above already.
  private static func withoutHeading(_ title: String, _ items: [Item]) -> [Item] {
    guard case .prose(let text)? = items.first else { return items }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first.map({ $0 == "# \(title)" }) == true else { return items }
    lines.removeFirst()
    let rest = lines.drop { $0.allSatisfy(\.isWhitespace) }.joined(separator: "\n")
    return (rest.isEmpty ? [] : [.prose(rest)]) + items.dropFirst()
  }

  private static func experiment(
    in script: ResultGroup, path: String
  ) throws -> ResolvedExperiment {
    var files: [String: String] = [:]
    for variable in script.variables {
      if case .texts(let texts) = variable.values, let text = texts.first {
        files[variable.name] = text
      }
    }
    let names = script.attribute("files")?.texts ?? []
    guard let main = names.first else { throw UnreadableScript(path: path, reason: "it has none") }
    let overrides = (script.attribute("overrides")?.texts ?? []).compactMap { text in
      text.firstIndex(of: "=").map {
        Override(path: String(text[..<$0]), expression: String(text[text.index(after: $0)...]))
      }
    }
    let profile = script.attribute("profile")?.text.flatMap { $0.isEmpty ? nil : $0 }
    let result = check(
      path: main, loader: InMemorySources(files), profile: profile, overrides: overrides)
    guard let experiment = result.experiment else {
      let first = result.diagnostics.first { $0.severity == .error }?.message ?? "it has errors"
      throw UnreadableScript(path: path, reason: first)
    }
    return experiment
  }
}

/// A results file whose script cannot be shown.
public struct UnreadableScript: Error, Sendable, CustomStringConvertible {
  public var path: String
  public var reason: String
  public var description: String { "\(path): the script inside cannot be shown: \(reason)" }
}
