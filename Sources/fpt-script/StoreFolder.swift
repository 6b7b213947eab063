/// The folder of the store of cells where a command names no other.
enum StoreFolder {
  static let standard = "results/cells"
}
