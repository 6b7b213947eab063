/// A part of the page with a heading and a place in its contents.
struct PageSection {
  /// The name under which it can be linked to: lowercase letters and hyphens.
  let name: String
  let title: String
  /// What is in it, as HTML, without the heading.
  let content: String

  /// The whole part.
  var html: String {
    "<section class=\"section\" id=\"\(name)\" aria-labelledby=\"\(name)-heading\">\n"
      + "<h2 id=\"\(name)-heading\">\(title.escapedForHTML)"
      + "\(HTMLElement.anchor(to: name, of: title))</h2>\n\(content)</section>\n"
  }
}
