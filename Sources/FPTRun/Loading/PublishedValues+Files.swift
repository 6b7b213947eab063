import FPTScript

extension PublishedValues {
  /// Every file of published values that an experiment's tables and plots stand beside, by the path
  /// they give.
  ///
  /// The files are found from the experiment file's folder.
  ///
  /// - Throws: `UnreadableReference` naming the file and what is wrong with it.
  package static func files(
    of experiment: ResolvedExperiment, folder: String
  ) throws(UnreadableReference) -> [String: PublishedValues] {
    var values: [String: PublishedValues] = [:]
    for item in experiment.notebook {
      let against: String? =
        switch item {
        case .table(let table): table.against
        case .plot(let plot): plot.against
        case .prose, .run: nil
        }
      guard let path = against, values[path] == nil else { continue }
      let file = path.hasPrefix("/") ? path : folder + "/" + path
      do {
        values[path] = try PublishedValues(csv: FileSources().text(at: file))
      } catch let error as SourceLoadingError {
        throw UnreadableReference(file: file, reason: error.explanation)
      } catch {
        throw UnreadableReference(file: file, reason: "\(error)")
      }
    }
    return values
  }
}

/// A file of published values that cannot be used.
package struct UnreadableReference: Error, Sendable, CustomStringConvertible {
  package var file: String
  package var reason: String
  package var description: String { "\(file): \(reason)" }
}
