import ArgumentParser

/// A command of the program.
///
/// A new one is one file in this target with a type that conforms to this; it is found by its conformance and listed under its section.
package protocol ListedCommand: ParsableCommand {
  /// What the help lists it under.
  static var section: CommandSection { get }
}

/// The headings of the help.
package enum CommandSection: String, CaseIterable {
  case experiments = "EXPERIMENTS"
  case clusters = "CLUSTERS"
  case results = "RESULTS"
  case files = "DATA AND STORED CELLS"

  /// The section with its commands.
  var group: CommandGroup {
    CommandGroup(name: rawValue, subcommands: declaredCommands.filter { $0.section == self })
  }
}
