import Foundation

/// This program's own file.
enum Executable {
  static let path: String = {
    // The file that runs, even where a new build has taken its name since.
    let own = "/proc/self/exe"
    let resolved = (try? FileManager.default.destinationOfSymbolicLink(atPath: own)) ?? ""
    if FileManager.default.isExecutableFile(atPath: resolved) { return resolved }
    return Bundle.main.executablePath ?? CommandLine.arguments.first ?? "fpt-script"
  }()

  /// The variables it was started with; the user's home is that of the password database where none is set, as for services.
  static let environment: [String: String] = {
    var variables = ProcessInfo.processInfo.environment
    if variables["HOME"] == nil { variables["HOME"] = NSHomeDirectory() }
    return variables
  }()
}
