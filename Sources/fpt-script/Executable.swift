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
}
