import FPTResults

extension HTMLPage {
  /// How the results were made, and lines with which others go on from them; nil where a notebook is of no file.
  var originSection: PageSection? {
    guard let origin = notebook.origin else { return nil }
    var html = ""
    if !origin.facts.isEmpty {
      html += "<dl class=\"facts\">\n"
      for fact in origin.facts {
        html += "<dt>\(fact.name.escapedForHTML)</dt><dd>\(fact.value.escapedForHTML)</dd>\n"
      }
      html += "</dl>\n"
    }
    if !origin.assets.isEmpty { html += table(origin.assets) }
    for remark in origin.remarks { html += "<p>\(remark.escapedForHTML)</p>\n" }
    for command in origin.commands { html += snippet(command, of: "How this was made") }
    return PageSection(name: "made", title: "How this was made", content: html)
  }

  private func table(_ assets: [NotebookOrigin.Asset]) -> String {
    let hasLicense = assets.contains { $0.license != nil }
    var html = "<table class=\"grid assets\">\n<thead><tr>"
    for name in ["weights and data", "SHA-256"] + (hasLicense ? ["license"] : []) {
      html += "<th scope=\"col\">\(name)</th>"
    }
    html += "<th scope=\"col\" class=\"number\">cells</th></tr></thead>\n<tbody>\n"
    for asset in assets {
      html += "<tr><th scope=\"row\">\(asset.kind.escapedForHTML) \(asset.name.escapedForHTML)"
      if let caution = asset.caution { html += "<small>\(caution.escapedForHTML)</small>" }
      let digest = String(asset.sha256.prefix(NotebookOrigin.Asset.digestDigits))
      html += "</th><td class=\"word\"><code>\(digest.escapedForHTML)</code></td>"
      if hasLicense { html += "<td class=\"word\">\((asset.license ?? "").escapedForHTML)</td>" }
      html += "<td>\(asset.cells)</td></tr>\n"
    }
    return HTMLElement.scroll(html + "</tbody></table>", name: "weights and data")
  }

  /// Entries for a bibliography; nil where there are none.
  var citationSection: PageSection? {
    guard let citations = notebook.origin?.citations, !citations.isEmpty else { return nil }
    var html = ""
    for (index, citation) in citations.enumerated() {
      // The experiment itself is what most readers are after.
      html += HTMLElement.fold(
        citation.title, code(citation.text, name: citation.title), kind: "cite",
        isOpen: index == 0)
    }
    return PageSection(name: "cite", title: "How to cite", content: html)
  }

  /// Text that is ready to be copied.
  func snippet(_ snippet: NotebookOrigin.Snippet, of name: String) -> String {
    let label = [name, snippet.title].filter { !$0.isEmpty }.joined(separator: ", ")
    return "<p class=\"label\">\(snippet.title.escapedForHTML)</p>\n"
      + code(snippet.text, name: label)
  }

  private func code(_ text: String, name: String) -> String {
    HTMLElement.code(text.visibleLines.escapedTextForHTML, name: name)
  }

  /// Whose experiment it is, under the title.
  var byline: String {
    guard let origin = notebook.origin else { return "" }
    if origin.isAnonymous { return "<p class=\"byline\">anonymous copy for review</p>\n" }
    var parts =
      origin.authors.isEmpty ? [] : [origin.authors.joined(separator: ", ").escapedForHTML]
    if let doi = origin.doi {
      let address = "https://doi.org/" + Self.pathText(doi)
      parts.append("<a href=\"\(address.escapedForHTML)\">doi:\(doi.escapedForHTML)</a>")
    }
    if let license = origin.license { parts.append(license.escapedForHTML) }
    return parts.isEmpty ? "" : "<p class=\"byline\">\(parts.joined(separator: " · "))</p>\n"
  }

  /// Text as part of an address.
  private static func pathText(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain =
        (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A || (byte >= 0x30 && byte <= 0x39)
        || "-._~/();:".utf8.contains(byte)
      return isPlain
        ? String(Unicode.Scalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }
}
