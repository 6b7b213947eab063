import FPTEngine

/// Everything a trainer needs to continue with the same bits: the step, what has been trained, and the optimizer's memory of it.
public struct TrainerState: Sendable, Hashable {
  /// One parameter that has been updated at least once.
  public struct Entry: Sendable, Hashable {
    /// The parameter's name.
    public var name: String
    /// Its values.
    public var values: [Float]
    /// The optimizer's tensors by their names, each with as many elements as the parameter.
    public var state: [String: [Float]]
    /// The number of updates.
    public var updates: Int

    /// The state of a parameter.
    public init(name: String, values: [Float], state: [String: [Float]], updates: Int) {
      self.name = name
      self.values = values
      self.state = state
      self.updates = updates
    }
  }

  /// Steps done.
  public var step: Int
  /// The entries, by the names of parameters.
  public var entries: [Entry]

  /// Makes a state of the steps done and what was trained.
  public init(step: Int, entries: [Entry]) {
    self.step = step
    self.entries = entries
  }
}

/// A state that is of another model than the trainer's.
public struct TrainerStateMismatch: Error, Sendable, Hashable, CustomStringConvertible {
  /// The name of the parameter.
  public var parameter: String
  /// Elements that the parameter has in the trainer; nil where the trainer does not have it.
  public var expected: Int?
  /// Elements that the state has for it.
  public var found: Int

  /// A sentence that names the parameter and both sizes.
  public var description: String {
    expected.map { "the state of \(parameter) should have \($0) values and has \(found)" }
      ?? "the model has no parameter \(parameter), of which there is a state"
  }
}

extension Trainer {
  /// The state after the last step.
  public var state: TrainerState {
    TrainerState(
      step: step,
      entries: memory.names.compactMap { name in
        guard let parameter = model.parameters[name], let kept = memory[name] else { return nil }
        return TrainerState.Entry(
          name: name, values: parameter.value.array,
          state: Dictionary(
            zip(stateNames, kept.state.map(\.array)), uniquingKeysWith: { first, _ in first }),
          updates: kept.updates)
      })
  }

  private var stateNames: [String] { type(of: settings.optimizer).stateNames }

  /// Goes to a state of a trainer of the same configuration and seed.
  public func restore(_ state: TrainerState) throws(TrainerStateMismatch) {
    for entry in state.entries {
      guard let parameter = model.parameters[entry.name] else {
        throw TrainerStateMismatch(parameter: entry.name, found: entry.values.count)
      }
      let count = parameter.value.count
      // A tensor that is not there has no elements.
      let state = stateNames.map { entry.state[$0] ?? [] }
      for found in [entry.values.count] + state.map(\.count) where found != count {
        throw TrainerStateMismatch(parameter: entry.name, expected: count, found: found)
      }
      let shape = parameter.specification.shape
      // A parameter that a schedule has frozen again still has its trained values.
      parameter.setTrained(true, in: context)
      _ = parameter.value.elements.update(from: entry.values)
      memory[entry.name] = OptimizerMemory.Entry(
        state: state.map { context.tensor(shape, $0) }, updates: entry.updates)
    }
    go(toStep: state.step)
  }
}

extension Trainer {
  /// Trains on the side: afterwards the trained parameters and the step are what they were.
  ///
  /// The optimizer's memory is not, so this is for after the last step.
  package func rehearsing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let step = step
    let values = model.trained.map { (parameter: $0, values: $0.value.array) }
    defer {
      for (parameter, values) in values { _ = parameter.value.elements.update(from: values) }
      go(toStep: step)
    }
    return try body()
  }
}
