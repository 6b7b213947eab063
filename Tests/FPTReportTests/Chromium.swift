import Foundation

/// Chromium, or what `CHROMIUM` names: how a page is in a real browser.
enum Chromium {
  /// Its program; nil where there is none.
  static let program: String? = {
    let environment = ProcessInfo.processInfo.environment
    let names = [environment["CHROMIUM"], "chromium", "chromium-browser", "google-chrome"]
      .compactMap(\.self)
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return names.lazy.flatMap { name in
      name.hasPrefix("/") ? [name] : folders.map { "\($0)/\(name)" }
    }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  /// A page after its scripts have run.
  struct Loaded {
    /// The document as it is then, as HTML.
    var document: String
    /// What the browser had to say of it: errors of scripts, and what its policy refused.
    var console: [String]
  }

  /// Loads a page from a file of its own, for two seconds of the page's own time.
  static func load(_ page: String) throws -> Loaded {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "fpt-browser-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "page.html")
    try page.write(to: file, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(filePath: program ?? "/usr/bin/false")
    process.arguments = [
      "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
      "--virtual-time-budget=2000", "--user-data-dir=\(folder.path(percentEncoded: false))/profile",
      "--dump-dom", file.absoluteString,
    ]
    let (output, errors) = (folder.appending(path: "dom"), folder.appending(path: "log"))
    for path in [output, errors] { try Data().write(to: path) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    // A browser that hangs fails the test, and does not hold it up.
    DispatchQueue.global().asyncAfter(deadline: .now() + 60) {
      if process.isRunning { process.terminate() }
    }
    process.waitUntilExit()
    let log = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
    return Loaded(
      document: try String(decoding: Data(contentsOf: output), as: UTF8.self),
      console: log.split(separator: "\n").map(String.init).filter { $0.contains("CONSOLE") })
  }
}
