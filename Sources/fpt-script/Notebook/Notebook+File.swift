import FPTReport
import FPTResults
import FPTRun
import FPTScript
import Foundation

extension Notebook {
  /// What is shown of a results file, with what stands behind it: its source, its cells, how it was made, and what has to be said about
  /// weights and about seeds that were added later.
  ///
  /// Commands in it name the file as it is called here, or by its name alone, as somebody will have it who was sent it.
  init(shownFrom file: String, isForOthers: Bool = false) throws {
    try self.init(ResultsDocument(shownFrom: file), of: file, isForOthers: isForOthers)
  }

  /// The same of a document that was read from the file.
  init(_ document: ResultsDocument, of file: String, isForOthers: Bool) throws {
    let remarks = AddedSeeds.lines(of: document)
    let cautions = try WeightsCautions.lines(of: document, in: file)
    try self.init(document, cautions: remarks + cautions)
    let name = isForOthers ? URL(filePath: file).lastPathComponent : file
    self.file = name
    if let main = document.sources.first {
      add(ScriptExcerpts(main.text).pieces.map(NotebookExcerpt.init))
    }
    files =
      document.sources.map { NotebookFile(name: $0.name, code: CodeText(script: $0.text)) }
      + document.references.map { NotebookFile(name: $0.name, code: CodeText(plain: $0.text)) }
    let hashes = document.runs.flatMap { $0.points.map(\.cell) }
    let facts = try CellFacts.all(of: Set(hashes).sorted(), in: file)
    leaveOutDropout(of: document, facts)
    cells = NotebookCells.all(of: document, facts)
    origin = try NotebookOrigin(of: document, facts, in: file, named: name)
  }

  /// The caption of a table does not speak of dropout where no cell of its run has any.
  private mutating func leaveOutDropout(of document: ResultsDocument, _ facts: [CellFacts]) {
    let known = Dictionary(facts.map { ($0.hash, $0) }, uniquingKeysWith: { first, _ in first })
    let runs = document.runs.filter { run in
      run.points.allSatisfy { known[$0.cell]?.dropout == 0 }
    }
    for index in items.indices {
      guard case .table(var table, let text) = items[index],
        runs.contains(where: { $0.name == table.run })
      else { continue }
      table.hasDropout = false
      items[index] = .table(table, text)
    }
  }
}
