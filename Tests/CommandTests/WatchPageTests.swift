import Foundation
import Testing

/// The page of `watch` in a real browser, where there is one.
enum Chromium {
  static let path: String? = ["chromium", "chromium-browser", "google-chrome"]
    .map { "/usr/bin/" + $0 }.first(where: FileManager.default.isExecutableFile)
  static let python: String? = ["/usr/bin/python3", "/usr/local/bin/python3"]
    .first(where: FileManager.default.isExecutableFile)
}

@Suite(.timeLimit(.minutes(2))) struct WatchPageTests {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/pages/follow_page.py").path

  /// Edit, error, mended, run, stopped: the page follows, is never loaded again, and its policy is not violated.
  @Test(
    .enabled(
      if: Chromium.path != nil && Chromium.python != nil, "needs Chromium and Python in /usr/bin"))
  func followsWithoutBeingLoadedAgain() throws {
    let text = TinyScript.text(steps: 3_000)
    let watch = try WatchTests.Watch(text)
    let words = [
      "2 cells, 2 to compute", "did you mean `layernorm`?", "Two other seeds", "click Run",
      "loss 0.", "click Stop", "Stopped", "The program has ended",
    ]
    let browser = try Running(
      try #require(Chromium.python),
      [
        Self.script, try #require(Chromium.path), watch.address.absoluteString,
        watch.command.path("profile"),
      ] + words, in: watch.command.folder, environment: ProcessInfo.processInfo.environment)
    browser.wait { browser.output.contains(words[0]) }
    try watch.save(text.replacing("layernorm]", with: "layernrom]"))
    browser.wait { browser.output.contains(words[1]) }
    try watch.save(text.replacing("Two seeds", with: "Two other seeds"))
    browser.wait { browser.output.contains("Stopped\n") }
    #expect(try watch.end().status == 130)
    let result = try browser.end()
    #expect(result.status == 0, "\(result.output) \(result.messages)")
    // A browser reports a stream that ends in the middle, and a server that is not there.
    let lines = result.output.split(separator: "\n")
    #expect(lines.dropFirst().prefix(words.count).elementsEqual(words.map { $0[...] }))
    #expect(!result.output.contains("Content Security Policy"), "\(result.output)")
    #expect(!result.output.contains("exceptionThrown"), "\(result.output)")
  }
}
