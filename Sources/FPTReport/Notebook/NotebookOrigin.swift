/// How the results of a notebook were made, by whom, and how others go on from them.
package struct NotebookOrigin: Sendable, Hashable {
  package struct Fact: Sendable, Hashable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Weights or data that cells began from.
  package struct Asset: Sendable, Hashable {
    /// `weights` or `data`.
    package var kind: String
    package var name: String
    package var sha256: String
    package var cells: Int
    /// Nil for what this program does not know.
    package var license: String?
    /// What has to be said beside results; nil where there is nothing.
    package var caution: String?

    package init(
      kind: String, name: String, sha256: String, cells: Int, license: String? = nil,
      caution: String? = nil
    ) {
      self.kind = kind
      self.name = name
      self.sha256 = sha256
      self.cells = cells
      self.license = license
      self.caution = caution
    }

    /// Digits of a digest that a reader can compare by eye.
    package static let digestDigits = 16
  }

  /// Text that is ready to be copied.
  package struct Snippet: Sendable, Hashable {
    package var title: String
    package var text: String
    /// Whether it tells of whose the experiment is.
    package var isOwn: Bool

    package init(_ title: String, _ text: String, isOwn: Bool = false) {
      self.title = title
      self.text = text
      self.isOwn = isOwn
    }
  }

  /// The name of the fact that some cells were computed elsewhere: how many, and after a comma from where.
  package static let imported = "imported"

  package var authors: [String] = []
  /// Under which the results and the prose are given away; nil where the experiment does not say.
  package var license: String?
  package var doi: String?
  package var facts: [Fact]
  package var assets: [Asset]
  /// What has to be known of the results besides, a sentence each.
  package var remarks: [String]
  /// Lines for a shell and for Python.
  package var commands: [Snippet]
  /// Entries for a bibliography.
  package var citations: [Snippet]
  /// Whether names were left out.
  package var isAnonymous = false

  package init(
    facts: [Fact] = [], assets: [Asset] = [], remarks: [String] = [], commands: [Snippet] = [],
    citations: [Snippet] = []
  ) {
    self.facts = facts
    self.assets = assets
    self.remarks = remarks
    self.commands = commands
    self.citations = citations
  }
}
