/// A group of parameters that a freezing policy can name.
public struct GroupSchema: Sendable, Hashable {
  /// The name in a policy.
  public var name: String
  /// One line for the manual.
  public var documentation: String

  /// A group as the language knows it.
  public init(_ name: String, _ documentation: String) {
    self.name = name
    self.documentation = documentation
  }
}
