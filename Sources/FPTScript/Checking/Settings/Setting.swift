import FPTSchema

/// One entry of a profile or one `--set`, with what its path means.
struct Setting {
  enum Target {
    case axis(String)
    /// A field of every declaration of a kind.
    case kindField(DeclarationKind, [Name])
    /// A whole part of every cell.
    case part(DeclarationKind)
    /// A declaration, as a whole where the path ends there.
    case declaration(DeclarationKey, [Name])
    /// A field that says how a declaration is shown.
    case presentation(DeclarationKey, Name)
  }
  var path: Path
  var value: Expression
  var layer: Layer
  var target: Target
}
