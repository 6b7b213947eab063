import FPTReport
import FPTResults
import FPTRun

extension Notebook {
  /// What is shown of a results file, with what has to be said about the weights behind it and about seeds that were added later.
  init(shownFrom file: String) throws {
    let document = try ResultsDocument(shownFrom: file)
    try self.init(
      document,
      cautions: AddedSeeds.lines(of: document)
        + WeightsCautions.lines(of: document, in: file))
  }
}
