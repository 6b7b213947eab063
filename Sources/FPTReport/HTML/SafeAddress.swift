/// An address that a link of a page may have: of the web, of mail, of a place in the page, or of a file beside it.
///
/// Anything else — `javascript:`, `data:`, `file:`, addresses of other hosts without a scheme — is no link.
struct SafeAddress {
  let text: String
  private let leavesPage: Bool

  init?(_ url: String) {
    let isPlain = url.unicodeScalars.allSatisfy { scalar in
      scalar.value > 0x20 && scalar.value != 0x7F && scalar != "\\" && scalar != "<"
        && scalar != ">"
    }
    guard !url.isEmpty, isPlain, url == url.visible, url.utf8.count <= 4096 else { return nil }
    text = url
    let scheme = url.prefix { $0 != ":" && $0 != "/" && $0 != "?" && $0 != "#" }
    guard url[scheme.endIndex...].first == ":" else {
      guard !url.hasPrefix("/") else { return nil }
      leavesPage = !url.hasPrefix("#")
      return
    }
    guard ["http", "https", "mailto"].contains(scheme.lowercased()) else { return nil }
    leavesPage = true
  }

  /// Where the link goes, nobody learns where it came from.
  var attributes: String { leavesPage ? " rel=\"noreferrer\"" : "" }
}
