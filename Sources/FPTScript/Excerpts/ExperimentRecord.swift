import FPTSchema

/// What an experiment file says of itself as a publication: by whom it is, where it belongs, and under which license it is given away.
///
/// It is read from the text alone, so that a file of any version of the language has it. No identity of a cell has any of it.
package struct ExperimentRecord: Sendable, Hashable {
  /// The declared name; empty for a file without an experiment.
  package var name = ""
  package var authors: [String] = []
  /// The publication that it belongs to or follows.
  package var paper: String?
  package var doi: String?
  package var license: String?

  package init() {}

  /// Reads the first experiment of a file; what is not written as a text is left out.
  package init(_ text: String) {
    for case .declaration(let declaration) in parse(SourceFile(path: "", text: text)).syntax.items
    where declaration.kind == .experiment {
      name = declaration.name?.text ?? ""
      for field in declaration.block?.fields ?? [] {
        let texts = Self.texts(field.value).filter { !$0.allSatisfy(\.isWhitespace) }
        switch field.path.text {
        case ExperimentFields.authors.name: authors = texts
        case ExperimentFields.paper.name: paper = texts.first
        case ExperimentFields.doi.name: doi = texts.first.map(Self.plainDOI)
        case ExperimentFields.license.name: license = texts.first
        default: break
        }
      }
      return
    }
  }

  private static func texts(_ expression: Expression) -> [String] {
    switch expression.node {
    case .text(let text): [text]
    case .list(let elements): elements.flatMap(texts)
    default: []
    }
  }

  /// The identifier without the address that it is often written with.
  private static func plainDOI(_ text: String) -> String {
    for prefix in ["https://doi.org/", "http://doi.org/", "https://dx.doi.org/", "doi:"]
    where text.lowercased().hasPrefix(prefix) {
      return String(text.dropFirst(prefix.count).drop { $0 == " " })
    }
    return text
  }
}
