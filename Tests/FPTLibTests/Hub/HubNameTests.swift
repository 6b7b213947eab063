import FPTLib
import Foundation
import Testing

@testable import FPTFiles

@Suite("Hub: names and access")
struct HubNameTests {
  static let commit = HubStandIn.commit

  @Test(
    arguments: [
      ("hf:gpt2", "gpt2", nil), ("hf:openai-community/gpt2@main", "openai-community/gpt2", "main"),
      ("hf:Qwen/Qwen2.5-0.5B@\(commit)", "Qwen/Qwen2.5-0.5B", commit),
      ("hf:a/b_c@refs/pr/1", "a/b_c", "refs/pr/1"), ("hf:a/b@v1.0+x", "a/b", "v1.0+x"),
    ] as [(String, String, String?)])
  func wellFormed(text: String, repository: String, revision: String?) throws {
    let name = try HubName(text)
    #expect(name.repository == repository && name.revision == revision)
    #expect("\(name)" == text)
    #expect((name.commit != nil) == (revision == Self.commit))
  }

  @Test(arguments: [
    ("gpt2", "does not begin with `hf:`"), ("hf:", "it is empty"), ("hf:@main", "it is empty"),
    ("hf:/gpt2", "`` is empty"), ("hf:a/", "`` is empty"), ("hf:a/b/c", "3 parts"),
    ("hf:a//b", "3 parts"), ("hf:a b", "`a b` has a character"), ("hf:ä/b", "`ä` has a character"),
    ("hf:../b", "`..` begins or ends with"), ("hf:.a/b", "begins or ends"),
    ("hf:a/b-", "begins or ends"), ("hf:a--b/c", "has `--` or `..`"),
    ("hf:a/b..c", "has `--` or `..`"),
    ("hf:a/b.git", "ends in `.git`"),
    ("hf:a/" + String(repeating: "b", count: 97), "longer than 96"),
    ("hf:a/b@", "the revision `` is empty"), ("hf:a/b@x y", "has a character"),
    ("hf:a/b@x@y", "has a character"), ("hf:a/b@../x", "git allows"), ("hf:a/b@x//y", "git allows"),
    ("hf:a/b@/x", "git allows"), ("hf:a/b@-x", "git allows"), ("hf:a/b@x.lock", "git allows"),
    ("hf:a/b@.x", "git allows"),
    ("hf:a/b@" + String(repeating: "x", count: 256), "longer than 255"),
    ("hf:a/b@" + commit.uppercased(), "write \(commit)"),
    ("hf:a/\(commit)", "behind `@`, not behind `/`"),
    ("hf:a/b%2e", "has a character"), ("hf:a/b\n", "has a character"),
  ])
  func malformed(text: String, words: String) {
    let error = #expect(throws: HubNameError.self) { try HubName(text) }
    let message = "\(error.map { "\($0)" } ?? "")"
    #expect(message.contains(words), "\(message)")
    #expect(message.contains("expected is hf:ORG/NAME@REVISION"))
  }

  @Test("a name without a commit says which command resolves it, and what is here")
  func unpinned() async throws {
    let standIn = try HubStandIn()
    let name = try HubName("hf:tiny/model@main")
    let error = #expect(throws: HubNameUnpinned.self) { try standIn.store.locate(name) }
    #expect(error?.here == [])
    #expect(
      error?.help.contains("`fpt-script fetch hf:tiny/model@main` gets it and prints") == true)
    try await standIn.fetcher().fetch(name)
    let later = #expect(throws: HubNameUnpinned.self) { try standIn.store.locate(name) }
    #expect(later?.help.contains("here is \"\(HubStandIn.pinned)\"") == true)
  }

  @Test("the token is found where Hugging Face's programs keep it")
  func token() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder(".cache/huggingface"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(
      atPath: folder("home"), withIntermediateDirectories: true)
    _ = try folder.write("hf_cache\n".utf8, to: ".cache/huggingface/token")
    _ = try folder.write("hf_home".utf8, to: "home/token")
    _ = try folder.write("hf_path\n\n".utf8, to: "own")
    _ = try folder.write("".utf8, to: "empty")
    let home = folder.path
    let cases: [([String: String], String?)] = [
      ([:], nil), (["HOME": home], "hf_cache"), (["HOME": home, "HF_HOME": "~/home"], "hf_home"),
      (["HF_HOME": folder("home"), "HF_TOKEN_PATH": folder("own")], "hf_path"),
      (["HF_TOKEN_PATH": folder("own"), "HF_TOKEN": " hf_own\n"], "hf_own"),
      (["HUGGING_FACE_HUB_TOKEN": "hf_old"], "hf_old"), (["HF_TOKEN_PATH": folder("empty")], nil),
      (["HF_TOKEN_PATH": folder("nowhere")], nil), (["HF_TOKEN": ""], nil),
    ]
    for (environment, text) in cases {
      let access = try HubAccess(environment: environment)
      #expect(access.token?.text == text, "\(environment)")
      #expect(access.fields["Authorization"] == text.map { "Bearer \($0)" })
      if let token = access.token { #expect(!"\(token) \(access)".contains(token.text)) }
    }
    _ = try folder.write("two words".utf8, to: "own")
    for environment in [
      ["HF_TOKEN": "a\r\nX: y"], ["HF_TOKEN_PATH": folder("own")], ["HF_TOKEN_PATH": home],
    ] {
      let error = #expect(throws: HubAccessError.self) { try HubAccess(environment: environment) }
      #expect(error.map { "\($0)".contains("X: y") || "\($0)".contains("two words") } == false)
    }
  }

  @Test("a token is not sent where anybody could read it")
  func encryption() throws {
    for (address, isSent) in [
      ("https://mirror.example/hf/", true), ("http://mirror.example", false),
      ("http://localhost:8080", true), ("http://127.0.0.1:1", true),
      ("http://127.0.0.1.example", false),
    ] {
      let access = try HubAccess(environment: ["HF_ENDPOINT": address, "HF_TOKEN": "hf_x"])
      #expect(access.fields.isEmpty == !isSent, "\(address)")
      #expect(!access.address.hasSuffix("/"))
    }
  }

  @Test(arguments: ["mirror", "ftp://x", "https://", "https://u:p@x", "https://x?y=1", "http:///"])
  func address(_ text: String) {
    let error = #expect(throws: HubAccessError.self) {
      try HubAccess(environment: ["HF_ENDPOINT": text])
    }
    let message = "\(error.map { "\($0)" } ?? "")"
    #expect(message.hasPrefix("HF_ENDPOINT is `") && message.contains("https://huggingface.co"))
    #expect(!message.contains("u:p"))
  }

  @Test func offline() throws {
    for (value, isOffline) in [
      ("1", true), ("true", true), ("YES", true), ("0", false), ("", false),
    ] {
      #expect((try HubAccess(environment: ["HF_HUB_OFFLINE": value]).offline != nil) == isOffline)
    }
  }
}
