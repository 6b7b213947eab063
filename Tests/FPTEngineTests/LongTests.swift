import Foundation

/// Whether the long form of tests is asked for, as continuous integration does.
enum LongTests {
  static let areAsked = ProcessInfo.processInfo.environment["FPT_LONG_TESTS"] == "1"
}
