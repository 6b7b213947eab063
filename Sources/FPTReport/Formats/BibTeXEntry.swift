import Foundation

/// One entry of a bibliography.
package struct BibTeXEntry: Sendable, Hashable {
  package struct Field: Sendable, Hashable {
    package var name: String
    package var value: String
    /// Whether capitals stay as they are.
    package var isVerbatim: Bool

    package init(_ name: String, _ value: String, isVerbatim: Bool = false) {
      self.name = name
      self.value = value
      self.isVerbatim = isVerbatim
    }
  }

  package var kind: String
  package var key: String
  package var fields: [Field]

  package init(kind: String = "misc", key: String, _ fields: [Field]) {
    self.kind = kind
    self.key = key
    self.fields = fields
  }

  /// The method whose experiments these are.
  package static let method = BibTeXEntry(
    key: "lu2021pretrained",
    [
      Field(
        "title", "Pretrained Transformers as Universal Computation Engines", isVerbatim: true),
      Field("author", "Lu, Kevin and Grover, Aditya and Abbeel, Pieter and Mordatch, Igor"),
      Field("year", "2021"), Field("eprint", methodNumber), Field("archivePrefix", "arXiv"),
      Field("primaryClass", "cs.LG"),
    ])
  /// The arXiv number of the method's paper.
  package static let methodNumber = "2103.05247"

  /// The entry as a `.bib` file has it, without a line break at the end.
  package var text: String {
    let lines = fields.map { field in
      let value = Self.escaped(field.value)
      return "  \(field.name) = {\(field.isVerbatim ? "{\(value)}" : value)}"
    }
    return "@\(kind){\(key),\n\(lines.joined(separator: ",\n"))\n}"
  }

  /// Entries for a citation in words, as in `Wang et al. 2020, MiniLM (arXiv 2002.10957); another one`.
  ///
  /// What is not of this form stands in a note under the name of what it is cited for.
  package static func entries(citing text: String, for name: String) -> [BibTeXEntry] {
    let parts = text.components(separatedBy: "; ")
    let form =
      /^(?<authors>[^,].*?) (?<year>\d{4}), (?<title>.+?)(?: \(arXiv (?<number>\d{4}\.\d{4,5})\))?$/
    let entries = parts.enumerated().compactMap { index, part -> BibTeXEntry? in
      guard let match = part.wholeMatch(of: form) else { return nil }
      var fields = [
        Field("title", String(match.title), isVerbatim: true),
        Field("author", names(String(match.authors)).joined(separator: " and ")),
        Field("year", String(match.year)),
      ]
      if let number = match.number {
        fields += [Field("eprint", String(number)), Field("archivePrefix", "arXiv")]
      }
      fields.append(Field("note", "used as \(name)"))
      return BibTeXEntry(key: Self.key(index == 0 ? name : "\(name)-\(index + 1)"), fields)
    }
    if entries.count == parts.count { return entries }
    return [
      BibTeXEntry(key: key(name), [Field("title", name, isVerbatim: true), Field("note", text)])
    ]
  }

  /// A publication that is named in words, as by its number at arXiv or its DOI.
  package static func paper(_ text: String, of name: String) -> BibTeXEntry {
    var fields = [Field("title", text, isVerbatim: true)]
    if let number = text.firstMatch(of: /\d{4}\.\d{4,5}/), text.lowercased().contains("arxiv") {
      fields += [Field("eprint", String(number.output)), Field("archivePrefix", "arXiv")]
    } else if let doi = text.firstMatch(of: /10\.\d{4,9}\/[^\s,;]+/) {
      fields.append(Field("doi", String(doi.output)))
    }
    return BibTeXEntry(key: key(name + " paper"), fields)
  }

  /// `A, B and C` as names; those after `et al.` are `others`.
  private static func names(_ text: String) -> [String] {
    let isShortened = text.hasSuffix(" et al.")
    let listed = isShortened ? String(text.dropLast(" et al.".count)) : text
    let names = listed.replacing(" and ", with: ", ").components(separatedBy: ", ")
    return names.filter { !$0.isEmpty } + (isShortened ? ["others"] : [])
  }

  /// A name of its own for an author whose name has an `and`, as of a group.
  package static func author(_ name: String) -> String {
    name.contains(" and ") ? "{\(name)}" : name
  }

  /// Letters, digits and hyphens.
  package static func key(_ text: String) -> String {
    let key = LaTeXText.slug(text)
    return key.isEmpty ? "entry" : key
  }

  /// Characters that mean something to TeX are written so that they do not; braces that pair are kept.
  private static func escaped(_ text: String) -> String {
    var depth = 0
    let isPaired =
      text.allSatisfy { character in
        depth += character == "{" ? 1 : character == "}" ? -1 : 0
        return depth >= 0
      } && depth == 0
    var result = ""
    for character in text.visible {
      switch character {
      case "{", "}": result += isPaired ? String(character) : ""
      case "\\": result += "\\textbackslash "
      case "~": result += "\\textasciitilde "
      case "^": result += "\\textasciicircum "
      case "&", "%", "$", "#", "_": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }
}
