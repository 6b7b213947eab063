import Foundation

/// Tests that try all that they can, which the environment asks for with `FPT_LONG_TESTS=1`.
///
/// Otherwise they try a part that a suite of five minutes has room for.
package enum LongTests {
  package static let areAsked = ProcessInfo.processInfo.environment["FPT_LONG_TESTS"] == "1"
}
