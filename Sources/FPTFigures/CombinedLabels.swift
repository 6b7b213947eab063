import FPTResults

/// Names of panels or series by their labels on several axes, without the words that all of them share.
package struct CombinedLabels {
  /// In the order of ``ResultsDocument/Figure/combinations(_:)``.
  package let names: [String]
  /// What all share, such as the only task; empty where there is one name alone, which says it.
  package let shared: [String]

  /// A number alone says nothing: `lr = 1e-4`, `layer 0`.
  package init(_ axes: [String], of figure: ResultsDocument.Figure) throws(ResultTreeError) {
    let combinations = try figure.combinations(axes)
    let isNumbered = axes.map { name in
      switch figure.axis(name)?.labels {
      case .texts(let texts)?: texts.allSatisfy { Double($0) != nil }
      case nil: false
      default: true
      }
    }
    func word(_ axis: Int, _ label: String) -> String {
      guard isNumbered[axis] else { return label }
      let path = axes[axis].split(separator: ".")
      return path.count > 1 ? "\(path[path.count - 1]) = \(label)" : "\(axes[axis]) \(label)"
    }
    let sizes = axes.map { figure.axis($0)?.count ?? 0 }
    let telling = axes.indices.filter { sizes[$0] > 1 }
    let shown = telling.isEmpty ? Array(axes.indices) : telling
    names = combinations.map { labels in
      shown.map { word($0, labels[$0]) }.joined(separator: " · ")
    }
    let first = combinations.first ?? []
    shared =
      telling.isEmpty ? [] : axes.indices.filter { sizes[$0] == 1 }.map { word($0, first[$0]) }
  }
}
