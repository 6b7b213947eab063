import FPTResults

extension StoredResults {
  /// Writes a results file of nothing but the script and what was changed in it: all that another process needs to compute a cell of
  /// this one, which may be many times as large.
  ///
  /// - Throws: `ResultFileError` where it cannot be written.
  package func writeScript(to path: String) throws(ResultFileError) {
    let script = ResultsDocument(
      title: document.title, profile: document.profile, sources: document.sources,
      references: document.references, overrides: document.overrides, notebook: NotebookLayout())
    let tree: ResultGroup
    do throws(ResultTreeError) { tree = try script.tree() } catch {
      throw .invalidTree(path: path, error)
    }
    try ResultFile.write(tree, to: path)
  }
}
