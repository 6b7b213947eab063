import FPTSchema

/// How a declaration is shown to a reader.
///
/// It is no part of what is computed: no identity of a cell has it.
package struct Presentation: Sendable, Hashable {
  package var kind: DeclarationKind
  /// The declared name.
  package var name: String
  /// What a reader sees in its place; nil for the name itself.
  package var label: String?
  /// A sentence or two under the heading of a table or plot.
  package var caption: String?
  /// A remark at the foot, of a table or plot itself or of those that show the declaration.
  package var note: String?

  package init(
    kind: DeclarationKind, name: String, label: String? = nil, caption: String? = nil,
    note: String? = nil
  ) {
    self.kind = kind
    self.name = name
    self.label = label
    self.caption = caption
    self.note = note
  }
}
