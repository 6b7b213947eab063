import FPTLib
import Foundation
import Testing

@testable import FPTFiles

@Suite("Hub: what goes wrong is said once, with what to do", .timeLimit(.minutes(10)))
struct HubRefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var title: String
    var name = HubStandIn.pinned
    var environment: [String: String] = [:]
    var words: [String]
    var change: @Sendable (inout HubStandIn.Rules) -> Void = { _ in }
    var testDescription: String { title }
  }

  static func every(_ answer: LocalServer.Answer) -> HubStandIn.Answer { { _, _ in answer } }

  static let page = Array("<!DOCTYPE html><html>log in</html>".utf8)
  static let pointer = Array(
    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n".utf8)

  static let cases: [Case] = [
    Case(
      title: "no repository", name: "hf:tiny/modle",
      words: [
        "`hf:tiny/modle` could not be fetched from http://127.0.0.1", "no such repository",
        "see whether https://huggingface.co/tiny/modle exists", "set HF_TOKEN",
      ]),
    Case(
      title: "no repository without a token", words: ["no such repository, or it is a private one"]
    ) { $0.instead = every(.init(status: 401, fields: ["X-Error-Code": "RepoNotFound"])) },
    Case(
      title: "no revision", name: "hf:tiny/model@v9",
      words: ["`hf:tiny/model@v9`", "no such revision", "/commits lists"]),
    Case(
      title: "no commit", name: "hf:tiny/model@" + String(repeating: "9", count: 40),
      words: ["no such revision"]),
    Case(
      title: "gated",
      words: [
        "the repository is gated",
        "accept the publisher's terms at https://huggingface.co/tiny/model",
        "no token was found",
      ]
    ) {
      $0.instead = { _, path in
        path.hasPrefix("/api") ? nil : .init(status: 401, fields: ["X-Error-Code": "GatedRepo"])
      }
    },
    Case(
      title: "gated with a token", environment: ["HF_TOKEN": "hf_abc"],
      words: ["the repository is gated", "the token of HF_TOKEN was sent"]
    ) {
      $0.instead = { _, path in
        path.hasPrefix("/api") ? nil : .init(status: 403, fields: ["X-Error-Code": "GatedRepo"])
      }
    },
    Case(
      title: "private", words: ["refuses access (status 403)", "hf auth login"]
    ) { $0.instead = every(.init(status: 403)) },
    Case(
      title: "storage refuses",
      words: ["localhost, which it sends downloads to, refuses this one (status 403)"]
    ) { $0.insteadOfLarge = every(.init(status: 403)) },
    Case(
      title: "too many requests, for long",
      words: ["takes no more requests (status 429) and asks to wait 600 s", "try again later"]
    ) { $0.instead = every(.init(status: 429, fields: ["Retry-After": "600"])) },
    Case(
      title: "too many requests, again and again", words: ["status 429", "it was waited for"]
    ) { $0.instead = every(.init(status: 429, fields: ["Retry-After": "0.2"])) },
    Case(
      title: "failing server", words: ["127.0.0.1 failed with status 503, 3 times", "try again"]
    ) { $0.instead = every(.init(status: 503)) },
    Case(
      title: "failing storage", words: ["localhost failed with status 500, 3 times"]
    ) { $0.insteadOfLarge = every(.init(status: 500)) },
    Case(
      title: "page in place of the answer", words: ["came a web page", "HF_ENDPOINT"]
    ) { $0.instead = every(.init(body: page)) },
    Case(
      title: "page in place of the weights",
      words: ["in place of model.safetensors came a web page"]
    ) { $0.insteadOfLarge = every(.init(body: page)) },
    Case(
      title: "page in place of a small file", words: ["in place of config.json came a web page"]
    ) {
      $0.instead = { _, path in
        path.hasSuffix("config.json")
          ? .init(fields: ["Content-Type": "text/html; charset=utf-8"], body: page) : nil
      }
    },
    Case(
      title: "pointer", words: ["model.safetensors is a Git LFS pointer", "git lfs pull"]
    ) { $0.insteadOfLarge = every(.init(body: pointer)) },
    Case(
      title: "half a file", words: ["of model.safetensors came 100 bytes instead of 200000"]
    ) {
      $0.insteadOfLarge = { _, _ in
        .init(status: 200, body: Array(HubStandIn.weights.prefix(100)))
      }
    },
    Case(
      title: "too much", words: ["the server sent more than the 200000 bytes"]
    ) { $0.insteadOfLarge = every(.init(body: HubStandIn.weights + [1])) },
    Case(
      title: "wrong digest", words: ["model.safetensors is not the expected file: its SHA-256 is"]
    ) { $0.insteadOfLarge = every(.init(body: HubStandIn.weights.reversed())) },
    Case(
      title: "wrong blob", words: ["config.json is not the expected file: its git blob is"]
    ) {
      $0.instead = { _, path in
        path.hasSuffix("config.json") ? .init(body: Array(#"{"model_type":"gpt3"}"#.utf8)) : nil
      }
    },
    Case(
      title: "circle",
      words: ["redirects without end: more than 10 times, the last one by 127.0.0.1"]
    ) { $0.instead = { _, path in .init(status: 302, fields: ["Location": path]) } },
    Case(
      title: "no network", environment: ["HF_ENDPOINT": "http://127.0.0.1:1"],
      words: ["could not be fetched from http://127.0.0.1:1", "cannot be reached", "--from FOLDER"]),
    Case(
      title: "offline", environment: ["HF_HUB_OFFLINE": "1"],
      words: ["HF_HUB_OFFLINE forbids the network", "--from FOLDER"]),
    Case(
      title: "several GGUF files",
      words: ["it has", "a.gguf, b.gguf", "download one and name the file"]
    ) {
      $0.files["model.safetensors"] = nil
      $0.files["a.gguf"] = [1]
      $0.files["b.gguf"] = [2]
    },
    Case(
      title: "no weights",
      words: [
        "none of model.safetensors, model.safetensors.index.json", "it has README.md, config.json",
        "model.onnx", "converted and named as a folder",
      ]
    ) {
      $0.files["model.safetensors"] = nil
      $0.files["model.onnx"] = [1]
    },
    Case(
      title: "no configuration", words: ["has no config.json; it has README.md, model.safetensors"]
    ) { $0.files["config.json"] = nil },
    Case(
      title: "nothing at a mirror of files", name: "hf:tiny/modle@\(HubStandIn.commit)",
      words: ["there is no config.json (status 404)"]
    ) { $0.hasInterface = false },
    Case(
      title: "another commit",
      words: [
        "expected is commit \(HubStandIn.commit); found is \(String(repeating: "8", count: 40))"
      ]
    ) {
      var rules = $0
      rules.commit = String(repeating: "8", count: 40)
      let text = HubStandIn.listing(rules)
      $0.instead = { _, path in path.hasPrefix("/api") ? .init(body: Array(text.utf8)) : nil }
    },
    Case(
      title: "missing shard",
      words: ["model.safetensors.index.json lists b.safetensors, which is not there"]
    ) {
      $0.files["model.safetensors"] = nil
      $0.files["model.safetensors.index.json"] = Array(
        #"{"weight_map":{"x":"README.md","y":"b.safetensors"}}"#.utf8)
    },
    Case(
      title: "shard outside",
      words: ["should be the name of a file in the same folder and is \"../b\""]
    ) {
      $0.files["model.safetensors"] = nil
      $0.files["model.safetensors.index.json"] = Array(#"{"weight_map":{"x":"../b"}}"#.utf8)
    },
    Case(
      title: "answer of another kind", words: ["has not a commit as `sha`; found none"]
    ) { $0.instead = every(.init(body: Array("{}".utf8))) },
    Case(
      title: "answer that is none", words: ["has not JSON"]
    ) { $0.instead = every(.init(body: Array("{".utf8))) },
    Case(
      title: "more than there is room for", words: ["are needed, and", "are free"]
    ) {
      var rules = $0
      rules.large = []
      let text = HubStandIn.listing(rules).replacing(
        "\"size\":200000", with: "\"size\":900000000000000000")
      $0.instead = { _, path in path.hasPrefix("/api") ? .init(body: Array(text.utf8)) : nil }
    },
  ]

  @Test(arguments: cases)
  func refusal(_ refused: Case) async throws {
    var rules = HubStandIn.Rules()
    refused.change(&rules)
    let standIn = try HubStandIn(rules)
    let text = try await standIn.failure(refused.name, refused.environment)
    for words in refused.words { #expect(text.contains(words), "\(text)") }
    #expect(!text.contains("secret") && !text.contains("\n"))
    #expect(standIn.placed().isEmpty)
    // Nothing that cannot be right is kept for the next attempt.
    standIn.change(HubStandIn.Rules())
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(standIn.placed() == HubFetchTests.fetched)
  }

  @Test("a server that asks to wait for a moment is waited for")
  func wait() async throws {
    var rules = HubStandIn.Rules()
    rules.instead = { number, _ in
      number == 0
        ? .init(status: 429, fields: ["Retry-After": "0.1"])
        : number == 1 ? .init(status: 502) : nil
    }
    let standIn = try HubStandIn(rules)
    try await standIn.fetcher().fetch(HubName(HubStandIn.pinned))
    #expect(standIn.placed() == HubFetchTests.fetched)
  }

  @Test func retryAfter() throws {
    let now = Date(timeIntervalSince1970: 1_445_412_480)
    let texts: [(String, Double?)] = [
      ("12", 12), (" 0.5 ", 0.5), ("Wed, 21 Oct 2015 07:28:30 GMT", 30),
      ("Wed, 21 Oct 2015 07:00:00 GMT", 0), ("-3", nil), ("soon", nil), ("inf", nil),
    ]
    for (text, seconds) in texts {
      let answer = HTTPAnswer(status: 429, host: "", fields: ["retry-after": text])
      #expect(answer.retryAfter(now: now) == seconds, "\(text)")
    }
    for (text, seconds) in [("\"api\";r=0;t=55", 55), ("\"api\";r=0", nil)] as [(String, Double?)] {
      let answer = HTTPAnswer(status: 429, host: "", fields: ["ratelimit": text])
      #expect(answer.retryAfter(now: now) == seconds, "\(text)")
    }
  }
}
