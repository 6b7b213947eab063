import FPTLib
import FPTScript

extension ExperimentRunner {
  /// The plan with each chosen cell whose file is damaged moved out of the way, and computed again as a new one.
  ///
  /// Planning reads only the trailers of cells' files. This reads the whole files, as building the results does anyway.
  ///
  /// - Throws: `ResultFileError` where a file cannot be read now, or not be moved.
  func settingAsideDamaged(
    _ chosen: Set<Int>, of plan: ExperimentPlan
  ) throws(ResultFileError) -> ExperimentPlan {
    // The parent process has checked the cells.
    if options.isWorker { return plan }
    var plan = plan
    var aside: Set<String> = []
    for index in chosen.sorted() {
      let cell = plan.cells[index]
      guard let hash = cell.identity?.hash else { continue }
      switch cell.status {
      case .new, .unavailable, .damaged: continue
      case .done, .diverged, .resume, .measures, .again, .failedEarlier: break
      }
      if !aside.contains(hash) {
        guard let reason = try damage(of: hash), let lock = try freeLock(of: hash) else { continue }
        defer { lock.release() }
        // The previous owner of the lock may have computed the cell again.
        guard try damage(of: hash) != nil else { continue }
        let place = try store.setAside(hash)
        aside.insert(hash)
        report(
          .notice(
            "\(reason); \(cell.name) is computed again, and the damaged file is kept as \(place)"))
      }
      plan.cells[index].status = .new
    }
    return plan
  }

  /// What is wrong with the content of a cell's file; nil for one that is whole.
  private func damage(of hash: String) throws(ResultFileError) -> ResultFileError? {
    do throws(ResultFileError) {
      try store.check(hash)
      return nil
    } catch {
      guard error.isAboutContent else { throw error }
      return error
    }
  }

  /// Nil where another process has it, which then sees the damage itself.
  private func freeLock(of hash: String) throws(ResultFileError) -> CellLock? {
    do throws(ResultFileError) {
      return try store.lock(hash)
    } catch {
      if case .locked = error { return nil }
      throw error
    }
  }
}
