import FPTSchema

/// A profile and those that it is derived from: `profile causal = laptop with { … }`.
struct ProfileChain {
  /// One profile's own entries.
  struct Link {
    let profile: Declared
    let blocks: [Block]
  }

  /// The base first: later entries win.
  private(set) var links: [Link] = []
  /// What is no profile, in the place of one to derive from.
  private(set) var unknown: Expression?
  /// Whether the profile is derived from itself.
  private(set) var isCircular = false

  /// Follows the derivation as far as it can be followed; nothing is reported.
  init(_ profile: Declared, in declarations: Declarations) {
    var next: Declared? = profile
    while let profile = next {
      guard !links.contains(where: { $0.profile.key == profile.key }) else {
        isCircular = true
        return
      }
      next = nil
      var blocks = profile.syntax.block.map { [$0] } ?? []
      if var value = profile.syntax.value {
        while case .with(let inner, let block) = value.node {
          blocks.insert(block, at: 0)
          value = inner
        }
        next = value.singleName.flatMap { declarations[.profile, $0.text] }
        if next == nil { unknown = value }
      }
      links.insert(Link(profile: profile, blocks: blocks), at: 0)
    }
  }
}
