import FPTDigest
import Foundation

extension HTMLPage {
  /// The whole file around contents and main part.
  func document(contents: String, main: String) -> String {
    """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="\(Self.policy)">
    <meta name="color-scheme" content="light dark">
    <title>\(notebook.title.escapedForHTML)</title>
    <style>\(Stylesheet.page)</style>
    </head>
    <body\(contents.isEmpty ? "" : " class=\"has-contents\"")>
    \(contents)<main id="page">
    \(main)</main>
    <script>\(PageScript.text)</script>
    </body>
    </html>

    """
  }

  /// Nothing is loaded; only the page's own style and its own script, each named by its digest, count.
  ///
  /// Images are in the page itself.
  static let policy =
    "default-src 'none'; style-src '\(source(Stylesheet.page))'; "
    + "script-src '\(source(PageScript.text))'; img-src data:; base-uri 'none'; form-action 'none'"

  /// A text as policies name it: `sha256-` and the digest in base 64.
  private static func source(_ text: String) -> String {
    "sha256-" + Data(Digest(.sha256, of: text).bytes).base64EncodedString()
  }
}
