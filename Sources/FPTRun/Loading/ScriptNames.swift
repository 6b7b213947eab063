/// Names of source files as results keep them: relative to the experiment file's folder, wherever that lay.
enum ScriptNames {
  /// The name of a file beside, below or above the folder of the experiment file; an absolute path where only that leads
  /// from one to the other.
  static func name(of path: String, besides main: String) -> String {
    let folder = main.split(separator: "/", omittingEmptySubsequences: true).dropLast()
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    guard path.hasPrefix("/") == main.hasPrefix("/") else { return path }
    var common = 0
    while common < folder.count, common < parts.count - 1, folder[common] == parts[common],
      folder[common] != ".."
    {
      common += 1
    }
    let up = folder.dropFirst(common)
    // What lies above a folder that is itself given by `..` has no name.
    if up.contains("..") { return path }
    return (Array(repeating: "..", count: up.count) + parts.dropFirst(common)).joined(
      separator: "/")
  }
}
