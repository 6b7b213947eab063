extension JSONValue {
  /// The value as JSON without spaces, members in their order.
  package var text: String {
    var output = ""
    write(to: &output, isSorted: false)
    return output
  }

  /// The one text of equal values: members sorted by the UTF-8 bytes of their keys.
  ///
  /// Identities are digests of this text, so its form is part of the format and never changes.
  package var canonicalText: String {
    var output = ""
    write(to: &output, isSorted: true)
    return output
  }

  private func write(to output: inout String, isSorted: Bool) {
    switch self {
    case .null: output += "null"
    case .boolean(let value): output += value ? "true" : "false"
    case .number(let text): output += text
    case .text(let text): Self.quote(text, to: &output)
    case .list(let values):
      output += "["
      for (index, value) in values.enumerated() {
        if index > 0 { output += "," }
        value.write(to: &output, isSorted: isSorted)
      }
      output += "]"
    case .object(let members):
      output += "{"
      let members =
        isSorted
        ? members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : Array(members)
      for (index, member) in members.enumerated() {
        if index > 0 { output += "," }
        Self.quote(member.key, to: &output)
        output += ":"
        member.value.write(to: &output, isSorted: isSorted)
      }
      output += "}"
    }
  }

  private static func quote(_ text: String, to output: inout String) {
    output += "\""
    defer { output += "\"" }
    // Most texts are names, which have nothing to escape.
    let isPlain = text.utf8.allSatisfy {
      $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    if isPlain {
      output += text
      return
    }
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\t": output += "\\t"
      case "\r": output += "\\r"
      case let control where control.value < 0x20:
        let digits = String(control.value, radix: 16)
        output += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: output.unicodeScalars.append(scalar)
      }
    }
  }
}
