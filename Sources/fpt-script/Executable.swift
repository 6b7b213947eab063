import Foundation

/// This program's own file.
enum Executable {
  static let path: String = {
    // The file that runs, even where a new build has taken its name since.
    let own = "/proc/self/exe"
    let resolved = (try? FileManager.default.destinationOfSymbolicLink(atPath: own)) ?? ""
    if FileManager.default.isExecutableFile(atPath: resolved) { return resolved }
    return Bundle.main.executablePath ?? commandLine.first ?? "fpt-script"
  }()

  /// The words it was started with, its own name first.
  ///
  /// Swift's runtime finds them beneath the environment, where they are no more once a preloaded library (XALT, libfaketime) has
  /// changed a variable before `main`; the kernel still knows them.
  static let commandLine: [String] = {
    let found = CommandLine.arguments
    guard found.count < 2, let words = FileManager.default.contents(atPath: "/proc/self/cmdline")
    else { return found }
    let all = words.split(separator: 0, omittingEmptySubsequences: false).dropLast()
      .map { String(decoding: $0, as: UTF8.self) }
    return all.count > found.count ? all : found
  }()

  /// The variables it was started with; the user's home is that of the password database where none is set, as for services.
  static let environment: [String: String] = {
    var variables = ProcessInfo.processInfo.environment
    if variables["HOME"] == nil { variables["HOME"] = NSHomeDirectory() }
    return variables
  }()
}
