/// The state of a cell; every one of them survives in the store.
public enum CellState: String, Sendable, CaseIterable {
  case planned, running, done, diverged, failed, unavailable
}
