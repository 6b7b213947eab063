import FPTReport
import FPTResults
import FPTRun

extension Notebook {
  /// What is shown of a results file, with what has to be said about the weights behind it.
  init(shownFrom file: String) throws {
    let document = try ResultsDocument(shownFrom: file)
    try self.init(document, cautions: try WeightsCautions.lines(of: document, in: file))
  }
}
