import FPTResults
import FPTScript
import Foundation

/// The images that the prose of an experiment shows, from files beside it.
///
/// They become part of the results, so that nobody who shows a results file reads a file of the machine for it.
struct ProseImages {
  /// Why an image is not in the results.
  struct Omission: Sendable, Hashable {
    var address: String
    var reason: String
  }

  private(set) var images: [NotebookLayout.Image] = []
  private(set) var omissions: [Omission] = []

  /// The most bytes of one image, and of all.
  static let sizeLimit = 1 << 20
  private static let wholeLimit = 4 << 20

  /// Reads the images that the prose names; a missing one is no error.
  ///
  /// Addresses of the web, and images that are in the text already, are left alone.
  ///
  /// `folder` is that of the experiment file.
  init(of experiment: ResolvedExperiment, in folder: String) {
    let folder = URL(filePath: folder.isEmpty ? "." : folder, directoryHint: .isDirectory)
    var room = Self.wholeLimit
    for address in Self.addresses(in: experiment) {
      do throws(SourceLoadingError) {
        let data = try Self.data(of: address, in: folder)
        guard let kind = Self.kind(of: data) else {
          throw .unreadable(reason: "it is none of PNG, JPEG, GIF, WebP and SVG")
        }
        guard data.count <= room else {
          throw .tooLarge(bytes: Self.wholeLimit - room + data.count, limit: Self.wholeLimit)
        }
        room -= data.count
        images.append(
          NotebookLayout.Image(
            name: address, content: "data:image/\(kind);base64,\(data.base64EncodedString())"))
      } catch {
        omissions.append(Omission(address: address, reason: error.explanation))
      }
    }
  }

  /// A warning for each image that is left out.
  var diagnostics: [Diagnostic] {
    omissions.map { omission in
      Diagnostic(
        severity: .warning,
        message: "the image `\(omission.address)` will not be in the results: \(omission.reason)",
        help: "images lie in the experiment's folder, each of at most 1 MiB, all of at most 4 MiB")
    }
  }

  /// The addresses of files, each once, in their order.
  private static func addresses(in experiment: ResolvedExperiment) -> [String] {
    var found: [String] = []
    for case .prose(let text) in experiment.notebook where text.contains("![") {
      for match in text.matches(of: /!\[[^\]]*\]\(\s*(?:<([^<>\n]+)>|([^\s()<>]+))/) {
        let address = String(match.output.1 ?? match.output.2 ?? "")
        let isElsewhere = address.hasPrefix("data:") || address.contains("://")
        if !isElsewhere, !address.isEmpty, !found.contains(address) { found.append(address) }
      }
    }
    return found
  }

  /// The bytes of a file that lies in the folder, or in one inside it.
  private static func data(of address: String, in folder: URL) throws(SourceLoadingError) -> Data {
    let steps = address.split(separator: "/", omittingEmptySubsequences: false)
    guard !address.hasPrefix("/"), !steps.contains("..") else {
      throw .unreadable(reason: "it lies outside of the experiment's folder")
    }
    let file = folder.appending(path: address.removingPercentEncoding ?? address)
    let inside = file.resolvingSymlinksInPath().pathComponents
    guard inside.starts(with: folder.resolvingSymlinksInPath().pathComponents) else {
      throw .unreadable(reason: "it lies outside of the experiment's folder")
    }
    return try FileSources().data(at: file.path(percentEncoded: false), limit: sizeLimit)
  }

  /// What the bytes are, whatever the file is called.
  private static func kind(of data: Data) -> String? {
    if data.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "png" }
    if data.starts(with: [0xFF, 0xD8, 0xFF]) { return "jpeg" }
    if data.starts(with: Array("GIF8".utf8)) { return "gif" }
    if data.starts(with: Array("RIFF".utf8)), data.dropFirst(8).starts(with: Array("WEBP".utf8)) {
      return "webp"
    }
    guard let text = String(validating: data, as: UTF8.self) else { return nil }
    let start = text.prefix(2048)
    return start.contains("<svg") ? "svg+xml" : nil
  }
}
