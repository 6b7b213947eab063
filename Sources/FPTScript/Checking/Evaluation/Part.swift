/// A task, model, policy or training setting of a cell, with the name tables give it.
struct Part {
  var name: String
  /// Nil for one written in place.
  var key: DeclarationKey?
  var value: Value
}
