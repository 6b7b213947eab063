import ArgumentParser

/// A command of the program.
///
/// A new one is one file in this target with a type that conforms to this; it is found by its conformance and listed under its section.
package protocol ListedCommand: ParsableCommand {
  /// What the help lists it under.
  static var section: CommandSection { get }

  /// Throws where arguments do not go together.
  func checkArguments() throws
}

extension ListedCommand {
  package func checkArguments() throws {}

  package func validate() throws {
    if ArgumentRules.areAsked { try checkArguments() }
  }
}

/// Whether arguments are held to the rules of their command while they are parsed.
enum ArgumentRules {
  @TaskLocal static var areAsked = true
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
