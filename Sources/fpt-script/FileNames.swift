/// Names of files for titles that are anyone's: no two alike, none that leads elsewhere.
enum FileNames {
  /// File names for titles; the ending has its point.
  static func of(_ titles: [String], ending: String) -> [String] {
    var used: Set<String> = []
    return titles.map { title in
      let plain = safe(title)
      var name = plain
      var number = 2
      // Some file systems do not tell capitals from small letters.
      while !used.insert(name.lowercased()).inserted {
        name = "\(plain) \(number)"
        number += 1
      }
      return name + ending
    }
  }

  private static func safe(_ title: String) -> String {
    var name = ""
    for character in title {
      let isPlain = character.isLetter || character.isNumber || " -_.,()+=".contains(character)
      let next = isPlain ? String(character) : "_"
      if name.utf8.count + next.utf8.count > 120 { break }
      name += next
    }
    let trimmed = name.drop { $0 == "." || $0 == " " }.reversed().drop { $0 == "." || $0 == " " }
    return trimmed.isEmpty ? "untitled" : String(trimmed.reversed())
  }
}
