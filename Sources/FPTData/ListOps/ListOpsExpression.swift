/// The symbols of list operations, as the numbers a model sees.
///
/// 0 is padding, 1 … 10 are the digits 0 … 9, then come MIN, MAX, MED and SM, each with its opening bracket, and last the closing
/// bracket: 15 symbols where closing brackets are left out, 16 with them.
enum ListOpsSymbol {
  static let padding: UInt8 = 0
  static let operators: ClosedRange<UInt8> = 11...14
  static let close: UInt8 = 15

  static func digit(_ value: UInt8) -> UInt8 { value + 1 }

  /// The symbol as Long Range Arena's files write it.
  static func text(_ symbol: UInt8) -> String {
    switch symbol {
    case 1...10: String(symbol - 1)
    case 11: "[MIN"
    case 12: "[MAX"
    case 13: "[MED"
    case 14: "[SM"
    case close: "]"
    default: "_"
    }
  }

  /// The value of an operator's arguments, at least one, each in 0 … 9.
  ///
  /// The median of an even number of arguments is the mean of the middle two, rounded down; SM is the sum modulo 10.
  static func value(of symbol: UInt8, _ arguments: ArraySlice<UInt8>) -> UInt8 {
    switch symbol {
    case 11: return arguments.min() ?? 0
    case 12: return arguments.max() ?? 0
    case 13:
      let sorted = arguments.sorted()
      guard let upper = sorted.dropFirst(sorted.count / 2).first else { return 0 }
      let lower = sorted[(sorted.count - 1) / 2]
      return (lower + upper) / 2
    default: return UInt8(arguments.reduce(0) { $0 + Int($1) } % 10)
    }
  }
}

/// One expression of list operations and its value.
struct ListOpsExpression: Sendable, Hashable {
  /// In reading order, closing brackets included.
  var symbols: [UInt8]
  /// 0 … 9.
  var value: UInt8

  /// As Long Range Arena's files write it, without their parentheses: `[MAX 2 9 [MIN 4 7 ] 0 ]`.
  var text: String { symbols.map(ListOpsSymbol.text).joined(separator: " ") }
}
