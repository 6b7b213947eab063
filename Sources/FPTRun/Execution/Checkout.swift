import Foundation

/// The checkout of a repository that a program lies in, as a build leaves it in `.build`.
///
/// A build knows of no commit, and asking git would take a process; but where the program lies in a checkout, the files
/// of git beside it say which commit is checked out. That may have changed since the build.
struct Checkout {
  /// 40 or 64 hexadecimal digits.
  let commit: String

  /// Nil for a program that was installed elsewhere, and not from an archive of a release.
  static let ofThisProgram =
    Checkout(around: Bundle.main.executablePath ?? "")
    ?? Checkout(installedAt: Bundle.main.executablePath ?? "")

  /// The commit that a release was built from, as `share/fpt-script/VERSION` beside the program's folder says.
  ///
  /// - Parameter path: of the program, such as `/usr/local/bin/fpt-script`.
  init?(installedAt path: String) {
    let folder = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
      .deletingLastPathComponent().deletingLastPathComponent()
    let lines = Self.text(of: folder.appending(path: "share/fpt-script/VERSION"))?
      .split(separator: "\n")
    guard let line = lines?.first(where: { $0.hasPrefix("commit ") }),
      case let commit = String(line.dropFirst("commit ".count)), Self.isCommit(commit)
    else { return nil }
    self.commit = commit
  }

  /// - Parameter path: of a file in the checkout.
  init?(around path: String) {
    var folder = URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL
    for _ in 0..<8 where folder.pathComponents.count > 1 {
      folder = folder.deletingLastPathComponent()
      // Only this project's own: some other repository may hold the folder of an installed program.
      guard Self.exists(folder.appending(path: "Sources/fpt-script")) else { continue }
      guard let git = Self.gitFolder(of: folder), let commit = Self.head(of: git) else {
        return nil
      }
      self.commit = commit
      return
    }
    return nil
  }

  /// `.git`, or the folder that a file of this name points to, as a second working tree has it.
  private static func gitFolder(of checkout: URL) -> URL? {
    let entry = checkout.appending(path: ".git")
    guard let pointer = firstLine(of: entry) else { return exists(entry) ? entry : nil }
    guard pointer.hasPrefix("gitdir: ") else { return nil }
    return place(String(pointer.dropFirst("gitdir: ".count)), from: checkout)
  }

  private static func head(of git: URL) -> String? {
    guard let head = firstLine(of: git.appending(path: "HEAD")) else { return nil }
    guard head.hasPrefix("ref: ") else { return isCommit(head) ? head : nil }
    let name = String(head.dropFirst("ref: ".count))
    // Branches are kept with the first working tree.
    let common =
      firstLine(of: git.appending(path: "commondir")).map { place($0, from: git) } ?? git
    if let commit = firstLine(of: common.appending(path: name)) {
      return isCommit(commit) ? commit : nil
    }
    guard let packed = text(of: common.appending(path: "packed-refs")) else { return nil }
    let line = packed.split(separator: "\n").first { $0.hasSuffix(" " + name) }
    return line?.split(separator: " ").first.map(String.init).flatMap { isCommit($0) ? $0 : nil }
  }

  private static func place(_ path: String, from folder: URL) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : folder.appending(path: path)
  }

  private static func isCommit(_ text: String) -> Bool {
    [40, 64].contains(text.utf8.count) && text.utf8.allSatisfy { isxdigit(Int32($0)) != 0 }
  }

  private static func firstLine(of file: URL) -> String? {
    text(of: file)?.split(separator: "\n").first.map(String.init)
  }

  private static func text(of file: URL) -> String? {
    try? String(contentsOf: file, encoding: .utf8)
  }

  private static func exists(_ place: URL) -> Bool {
    FileManager.default.fileExists(atPath: place.path)
  }
}
