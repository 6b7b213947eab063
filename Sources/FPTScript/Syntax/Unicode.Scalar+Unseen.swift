extension Unicode.Scalar {
  /// Marks that show nothing of themselves: other spaces than the ordinary one, and marks of no width.
  var isUnseen: Bool {
    isDirectional || (properties.isWhitespace && self != " ")
      || properties.generalCategory == .format
  }

  /// What a mark is called that nobody sees.
  var unseenName: String {
    let number = String(value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - number.utf8.count)) + number
    let name =
      switch value {
      case 0xA0: "a no-break space"
      case 0x202F: "a narrow no-break space"
      case 0x3000: "an ideographic space"
      case 0x200B: "a space of no width"
      case 0x200C, 0x200D: "a joiner of no width"
      case 0xFEFF: "a byte order mark"
      case 0xAD: "a soft hyphen"
      default: properties.isWhitespace ? "an unusual space" : "a mark that shows nothing"
      }
    return "\(name) (\(code))"
  }

  /// Marks that reorder the text around them, and could so disguise a line.
  var isDirectional: Bool {
    (0x202A...0x202E).contains(value) || (0x2066...0x2069).contains(value)
      || value == 0x200E || value == 0x200F || value == 0x2028 || value == 0x2029
  }
}
