import Foundation

/// Writes a Swift file with lists of the types that conform to some protocols, and of the static values of some types, in the order of
/// their names.
///
///     list-declarations OUTPUT LIST=PROTOCOL,... LIST:TYPE ... LIST@PINS ... -- FILE...
///
/// A list's elements are metatypes of its first protocol; the others refine it. A type counts where its declaration or an extension of it names the protocol: `extension BitXOR: DeclaredTask {`.
@main
struct ListDeclarations {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let output = arguments.first,
      let separator = arguments.firstIndex(of: "--")
    else {
      FileHandle.standardError.write(
        Data("list-declarations OUTPUT LIST=PROTOCOL... -- FILE...\n".utf8))
      exit(64)
    }
    let texts = try arguments[(separator + 1)...].map {
      try String(contentsOfFile: $0, encoding: .utf8)
    }
    var text =
      "// Made of the target's own files; an addition is listed here by itself.\n"
    for list in arguments[arguments.index(after: arguments.startIndex)..<separator] {
      if let at = list.firstIndex(of: "@") {
        let pins = pins(inFile: String(list[list.index(after: at)...]))
        text += "\npackage let \(list[..<at]): [String] = [\n"
        text += pins.map { "  \"\($0)\",\n" }.joined() + "]\n"
        continue
      }
      if let colon = list.firstIndex(of: ":") {
        let type = String(list[list.index(after: colon)...])
        let names = Set(texts.flatMap { values(of: type, in: $0) }).sorted()
        text += "\npackage let \(list[..<colon]): [\(type)] = [\n"
        text += names.map { "  .\($0),\n" }.joined() + "]\n"
        continue
      }
      let parts = list.split(separator: "=").map(String.init)
      let protocols = parts[1].split(separator: ",").map(String.init)
      let types = Set(texts.flatMap { conforming(toOneOf: protocols, in: $0) }).sorted()
      text += "\npackage let \(parts[0]): [any \(protocols[0]).Type] = [\n"
      text += types.map { "  \($0).self,\n" }.joined() + "]\n"
    }
    // What is written anew is compiled anew, and so is all that depends on it.
    if FileManager.default.contents(atPath: output) != Data(text.utf8) {
      try text.write(toFile: output, atomically: true, encoding: .utf8)
    }
  }

  /// The types that a file says conform to one of some protocols.
  static func conforming(toOneOf names: [String], in text: String) -> [String] {
    let head =
      /^(?:public |package )?(?:extension|struct|enum|final class) ([\w.]+)(?:<[^>{]*>)?: ([^{]*)\{/
      .anchorsMatchLineEndings()
    return text.matches(of: head).compactMap { match in
      let protocols = match.2.split { !($0.isLetter || $0.isNumber || $0 == "_") }
      return protocols.contains { names.contains(String($0)) } ? String(match.1) : nil
    }
  }

  /// The static values of a type that a file declares in an extension of it: `static let unused = DiagnosticCode(`.
  static func values(of type: String, in text: String) -> [String] {
    let head = /^ *(?:public |package )?static let (\w+) = (\w+)\(/.anchorsMatchLineEndings()
    return text.matches(of: head).compactMap { $0.2 == type ? String($0.1) : nil }
  }

  /// The packages that a `Package.resolved` names, as `swift-collections 1.6.0`; none where there is no such file yet.
  static func pins(inFile path: String) -> [String] {
    struct Resolved: Decodable {
      struct Pin: Decodable {
        struct State: Decodable {
          var version: String?
          var revision: String?
        }
        var identity: String
        var state: State
      }
      var pins: [Pin]
    }
    guard let data = FileManager.default.contents(atPath: path),
      let resolved = try? JSONDecoder().decode(Resolved.self, from: data)
    else { return [] }
    return resolved.pins.map { "\($0.identity) \($0.state.version ?? $0.state.revision ?? "")" }
      .sorted()
  }
}
