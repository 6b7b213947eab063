import ArgumentParser
import FPTCatalog
import FPTScript

/// Everything that is known under some words: of the language, of the paper and its symptoms, of the command line.
struct Explanations {
  var entry: ReferenceEntry?
  var topics: [Topic]
  private var commands: [String]

  init(of phrase: String) {
    let exact = ReferenceEntry(for: phrase, in: .current)
    // Capitals and the marks between words are no reason to find nothing.
    let word = ReferenceEntry.words(of: .current).first { Suggestions.areAlike($0, phrase) }
    topics = Topic.matching(phrase)
    entry = exact ?? (topics.isEmpty ? word.flatMap { ReferenceEntry(for: $0, in: .current) } : nil)
    // A word of the language says more than phrases that only mention it.
    if entry != nil {
      topics.removeAll { topic in !topic.names.contains { Suggestions.areAlike($0, phrase) } }
    }
    commands = CommandWords.text(of: phrase)
    if entry != nil || !commands.isEmpty, phrase.hasPrefix("-") { topics = [] }
  }

  var isEmpty: Bool { entry == nil && topics.isEmpty && commands.isEmpty }

  var text: String {
    let entries = [entry?.text].compactMap { $0 }
    let topics = topics.map(\.rendered)
    let words = entry?.isMember == true ? topics + entries : entries + topics
    return (words + commands).joined(separator: "\n")
  }

  /// What may have been meant; at most three.
  static func near(_ phrase: String) -> [String] {
    let words =
      ReferenceEntry.near(phrase, in: .current)
      + Suggestions.near(phrase, among: Topic.all.flatMap(\.names) + CommandWords.all)
    var unique: [String] = []
    for word in words where !unique.contains(word) { unique.append(word) }
    return Array(unique.prefix(Suggestions.most))
  }
}

/// Commands and their options, as the argument parser describes them.
private enum CommandWords {
  private static let commands =
    FPTScriptCommand.configuration.groupedSubcommands.flatMap(\.subcommands)

  static var all: [String] { commands.compactMap { $0.configuration.commandName } }

  /// What the help says of a command or an option of this name.
  static func text(of word: String) -> [String] {
    let name = word.drop { $0 == "-" }
    guard !name.isEmpty, !name.contains(" ") else { return [] }
    if !word.hasPrefix("-"),
      let command = commands.first(where: { $0.configuration.commandName == word })
    {
      return [
        "fpt-script \(word): a command\n\n\(command.configuration.abstract)\n`fpt-script help \(word)` lists its options.\n"
      ]
    }
    var found: [(text: String, commands: [String])] = []
    for command in commands {
      guard let name = command.configuration.commandName,
        let text = option(word, in: FPTScriptCommand.helpMessage(for: command, columns: 100))
      else { continue }
      if let index = found.firstIndex(where: { $0.text == text }) {
        found[index].commands.append(name)
      } else {
        found.append((text, [name]))
      }
    }
    return found.prefix(3).map { option in
      let owners = option.commands.map { "`\($0)`" }.joined(separator: ", ")
      return "An option of \(owners):\n\n\(option.text)"
    }
  }

  /// The lines of a help text that describe an option: the first begins with its name, the others stand further in.
  private static func option(_ word: String, in help: String) -> String? {
    let name = "--" + word.drop { $0 == "-" }
    var lines: [Substring] = []
    for line in help.split(separator: "\n") {
      let indent = line.prefix { $0 == " " }.count
      if !lines.isEmpty {
        guard indent > 4 else { break }
        lines.append(line)
      } else if indent == 2 {
        let words = line.split { $0 == " " || $0 == "," }
        if words.prefix(2).contains(Substring(name)) { lines.append(line) }
      }
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n") + "\n"
  }
}
