import ArgumentParser
import FPTFigures
import FPTReport
import FPTResults
import FPTScript

/// The figures of a results file as files for papers.
struct FigureExport {
  enum Format: String, CaseIterable, ExpressibleByArgument { case svg, pdf }

  let format: Format
  let folder: String
  /// The title of the only one that is wanted; nil for all.
  let chosen: String?
  let width: PaperLength?
  let hasOnePanelEach: Bool

  /// Writes each figure below the folder, whole or not at all, and prints its path; a file that is there is replaced, which is said.
  func write(figuresOf file: String) throws {
    let all = try Notebook(ResultsDocument(shownFrom: file)).items.compactMap { item in
      if case .drawing(let drawing, _) = item { drawing } else { nil }
    }
    let figures = try chosen.map { try one(titled: $0, of: all, in: file) } ?? all
    guard !figures.isEmpty else {
      throw Failure.stop("\(file) has no plots", help: "a `plot` declaration makes one")
    }
    let pieces = figures.map { SVGFigure($0) }.flatMap { hasOnePanelEach ? $0.panelsAlone : [$0] }
    let names = FileNames.of(pieces.map(\.title), ending: ".\(format.rawValue)")
    for (name, figure) in zip(names, pieces) {
      let path = "\(folder)/\(name)"
      try ResultFile.checkWritable(path)
      let isThere = try ResultFile.exists(path)
      let svg = figure.render(millimeters: width?.millimeters)
      switch format {
      case .svg: try ResultFile.write(text: svg, to: path)
      case .pdf: try ResultFile.write(bytes: PDFConverter.pdf(of: svg), to: path)
      }
      if isThere { Terminal.tell("replaced \(path.visible)\n") }
      Terminal.print(path + "\n")
    }
  }

  private func one(titled title: String, of all: [Drawing], in file: String) throws -> [Drawing] {
    let found = all.filter { $0.title == title }
    guard found.isEmpty else { return found }
    let near = Suggestions.near(title, among: all.map(\.title))
    throw Failure.stop(
      "no plot of \(file) is called “\(title)”",
      help: near.isEmpty
        ? all.isEmpty ? nil : "there are " + all.map { "“\($0.title)”" }.joined(separator: ", ")
        : "did you mean \(near.map { "“\($0)”" }.joined(separator: " or "))?")
  }
}

extension Drawing {
  fileprivate var title: String {
    switch self {
    case .lines(let chart): chart.title
    case .map(let map): map.title
    }
  }
}
