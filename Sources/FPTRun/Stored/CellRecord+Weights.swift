import FPTJSON
import FPTLib
import FPTResults

extension CellRecord {
  /// The values of the trained parameters, by their names in the classifier.
  var trainedValues: [String: [Float]] {
    var values: [String: [Float]] = [:]
    for variable in trained {
      if case .float32(let floats) = variable.values { values[variable.name] = floats }
    }
    return values
  }

  /// Throws unless a finished cell has the trained weights that others are to begin with.
  func checkWeights(shapes: [String: [Int]]) throws(UnfitCell) {
    if let trouble = weightsTrouble(shapes: shapes) {
      throw UnfitCell(hash: hash, trouble: trouble)
    }
  }

  /// What is wrong with the trained weights that a finished cell has to have; nil if nothing is.
  ///
  /// Those of a cell that keeps them are exactly the parameters that some stage of its policy trains. `shapes` has those that are known.
  /// Values that are not finite are a result: the last step may give them.
  func weightsTrouble(shapes: [String: [Int]] = [:]) -> String? {
    guard state == .done, let root = try? JSONParser.parse(Array(configuration.utf8)),
      case .list(let kept)? = root["keep"], case .list(let stages)? = root["freezing"]
    else { return nil }
    guard kept.contains(.text("weights")) else { return nil }
    var expected: Set<String> = []
    for stage in stages {
      guard case .list(let names)? = stage["trained"] else { continue }
      for case .text(let name) in names { expected.insert(name) }
    }
    let present = Set(trained.map(\.name))
    if let name = expected.subtracting(present).min() { return "none of \(name)" }
    if let name = present.subtracting(expected).min() { return "\(name), which it does not train" }
    for tensor in trained {
      guard case .float32 = tensor.values else { return "no float32 of \(tensor.name)" }
      if let shape = shapes[tensor.name], shape != tensor.shape {
        return "\(tensor.name) of shape \(tensor.shape), where the model has \(shape)"
      }
    }
    return nil
  }
}

/// A finished cell of the store without the trained weights that it has to have.
struct UnfitCell: Error, CustomStringConvertible {
  var hash: String
  var trouble: String
  var description: String {
    "the stored cell \(hash.prefix(CellHash.shownDigits)) has \(trouble) among its trained weights; "
      + "move its file away (\(hash).h5 in the store), and it is computed again"
  }
}
