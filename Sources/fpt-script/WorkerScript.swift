import FPTScript
import Foundation

/// The texts of an experiment as a run has read them, for the processes that compute its cells: by the time that one begins, the files
/// may be others, or gone.
enum WorkerScript {
  /// One line with all texts, each under the path that it was read at.
  static func line(_ sources: [SourceFile]) throws -> String {
    let texts = Dictionary(
      sources.map { ($0.path, $0.text) }, uniquingKeysWith: { first, _ in first })
    return String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
  }

  /// The texts that the first line of standard input has; nil where it has none.
  static func received() -> InMemorySources? {
    guard let line = readLine(),
      let texts = try? JSONDecoder().decode([String: String].self, from: Data(line.utf8))
    else { return nil }
    return InMemorySources(texts)
  }
}
