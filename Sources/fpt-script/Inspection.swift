import FPTLib
import Foundation

/// Results files are first opened by a child of this command: itself, called with a word that is no one's to type.
enum Inspection {
  private static let word = "__inspect-results"

  static let inspector = ResultInspector(executable: Executable.path, arguments: [word])

  /// The exit status if this process is such a child; nil if it is not.
  static func perform(_ arguments: [String]) -> Int32? {
    guard arguments.first == word else { return nil }
    guard let order = InspectionOrder(arguments: Array(arguments.dropFirst())) else {
      return Failure.wrongInput.rawValue
    }
    return ResultInspection.perform(order)
  }
}
