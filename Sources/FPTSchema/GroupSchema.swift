/// A group of parameters that a freezing policy can name.
package struct GroupSchema: Sendable, Hashable {
  /// The name in a policy.
  package var name: String
  /// One line for the manual.
  package var documentation: String

  /// A group as the language knows it.
  package init(_ name: String, _ documentation: String) {
    self.name = name
    self.documentation = documentation
  }
}
