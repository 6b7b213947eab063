import FPTLib
import Foundation
import Testing

/// Weights of the Hugging Face hub from the command line, from a local copy and through a proxy.
@Suite struct HubCommandTests {
  static let commit = "0123456789abcdef0123456789abcdef01234567"
  static let name = "hf:tiny/gpt@\(commit)"

  /// A folder `copy` with a small GPT-2, an experiment on it, and a data folder of the command's own.
  private static func command(weights: String = name) throws -> Command {
    let command = try Command()
    try command.write(
      """
      {"model_type":"gpt2","n_layer":1,"n_embd":8,"n_head":2,"n_positions":16,"vocab_size":5}
      """, to: "copy/config.json")
    let own = GPT2(layers: 1, width: 8, heads: 2).extendingPositions(to: 0).parameters
    try SafetensorsWriter.write(
      own.filter(\.isRead).map { parameter in
        let shape = parameter.name == "wpe.weight" ? [16, 8] : parameter.shape
        let values = (0..<shape.reduce(1, *)).map { Float($0 % 7) / 10 - 0.3 }
        return .init(name: parameter.name, shape: shape, values: .float32(values))
      }, to: command.path("copy/model.safetensors"))
    try command.write(
      """
      experiment hub { fpt: 1; title: "Hub" }
      task xor = BitXOR(length: 3)
      model m = GPT2(weights: "\(weights)")
      freeze f = all except [input, output]
      train t { optimizer: Adam(lr: 1e-3); batch: 2; steps: 2; evaluate_every: 2; evaluate_batches: 1 }
      arm a { model: m; freeze: f; train: t }
      measure accuracy = Accuracy(split: test, examples: 4)
      run main { axes { arm: [a]; seed: 0..<1 }; task: xor; measure: [accuracy]; keep: [weights] }
      table "Accuracy" { of: main.accuracy; rows: arm; format: percent(1) }
      """, to: "hub.fpt")
    return command
  }

  private static func environment(
    _ command: Command, _ changes: [String: String] = [:]
  ) -> [String: String] {
    ["FPT_DATA": command.path("data"), "HOME": command.folder, "HF_HUB_OFFLINE": "1"]
      .merging(changes) { $1 }
  }

  @Test func whatIsMissingIsNamedWithItsCommand() throws {
    let command = try Self.command()
    let environment = Self.environment(command)
    for arguments in [["check", "hub.fpt"], ["plan", "hub.fpt"], ["hub.fpt"]] {
      let result = try command.start(arguments, environment: environment).end()
      let text = result.output + result.messages
      #expect(text.contains("fpt-script fetch \(Self.name)"), "\(text)")
      #expect(result.status == (arguments.first == "check" ? 0 : 1), "\(arguments) \(text)")
    }
  }

  @Test func aNameWithoutItsCommitIsRefusedAtItsPlace() throws {
    let command = try Self.command(weights: "hf:tiny/gpt@main")
    let environment = Self.environment(command)
    for arguments in [["check", "hub.fpt"], ["plan", "hub.fpt"], ["hub.fpt"]] {
      let result = try command.start(arguments, environment: environment).end()
      #expect(result.status == 2)
      let text = result.output + result.messages
      #expect(text.contains("needs a commit, 40 hexadecimal digits behind `@`; found `main`"))
      #expect(text.contains("fpt-script fetch hf:tiny/gpt@main") && text.contains("hub.fpt:3:"))
    }
    try command.run("fetch", Self.name, "--from", "copy", environment: environment)
    let later = try command.run("check", "hub.fpt", environment: environment)
    #expect(later.messages.contains("here is \"\(Self.name)\""), "\(later.messages)")
    for (name, words) in [("hf:tiny/gpt/x@y", "3 parts"), ("hf:tiny/..", "begins or ends")] {
      let command = try Self.command(weights: name)
      let result = try command.run("check", "hub.fpt", environment: Self.environment(command))
      #expect(result.status == 2 && result.messages.contains(words), "\(result.messages)")
    }
  }

  @Test func resultsNameTheRepositoryAndItsCommit() throws {
    let command = try Self.command()
    let environment = Self.environment(command)
    let fetch = try command.run("fetch", Self.name, "--from", "copy", environment: environment)
    #expect(fetch.status == 0, "\(fetch.messages)")
    #expect(fetch.output == "\(Self.name)  \(command.path("data"))/hf/tiny/gpt/\(Self.commit)\n")
    #expect(fetch.messages.contains("model.safetensors: no published digest; recorded SHA-256"))
    let again = try command.run("fetch", Self.name, environment: environment)
    #expect(again.status == 0 && again.messages.contains("all files are here already"))

    #expect(try command.run("check", "hub.fpt", environment: environment).status == 0)
    let run = try command.run("hub.fpt", "-o", "hub.h5", environment: environment)
    #expect(run.status == 0, "\(run.messages)")
    let shown = try command.run("show", "hub.h5", "--provenance", environment: environment)
    #expect(shown.output.contains("weights \(Self.name)"), "\(shown.output)")

    // The same files under a name of the user's own are the same cell.
    let script = String(decoding: try command.contents("hub.fpt"), as: UTF8.self)
    try command.write(script.replacing(Self.name, with: "./copy"), to: "copy.fpt")
    let copy = try command.run("plan", "copy.fpt", environment: environment)
    #expect(copy.output.contains("1 cell: 1 done; 0 to compute"), "\(copy.output)")

    // What was changed afterwards is not computed with.
    let weights = "data/hf/tiny/gpt/\(Self.commit)/model.safetensors"
    var bytes = try command.contents(weights)
    bytes[bytes.count - 1] ^= 1
    try command.write(bytes, to: weights)
    let refused = try command.run(
      "hub.fpt", "--set", "train.steps=3", "-o", "b.h5", environment: environment)
    #expect(refused.status == 1)
    let text = refused.output + refused.messages
    #expect(text.contains("is not the file that `\(Self.name)` consists of"), "\(text)")
  }

  @Test func whatIsHereIsListedAndCompleted() throws {
    let command = try Self.command()
    let environment = Self.environment(command)
    try command.run("fetch", Self.name, "--from", "copy", environment: environment)
    let list = try command.run("fetch", "--list", environment: environment)
    #expect(list.output.contains("from the Hugging Face hub") && list.output.contains(Self.name))
    for name in ["hf:tiny/gpt", Self.name] {
      let details = try command.run("fetch", "--list", name, environment: environment)
      #expect(details.output.contains("here, \(command.path("data"))/hf/tiny/gpt/\(Self.commit)"))
      #expect(details.output.contains("model.safetensors"))
    }
    let json = try command.run("fetch", "--list", Self.name, "--json", environment: environment)
    #expect(json.output.contains("\"sha256\"") && json.output.contains("\"here\""))
    let missing = try command.run("fetch", "--list", "hf:tiny/other", environment: environment)
    #expect(missing.status == 1 && missing.messages.contains("is not in"))
    for name in ["hf:a/b/c", "hf:", "hf:a/b@"] {
      #expect(try command.run("fetch", name, environment: environment).status == 2)
    }
  }

  @Test func proxiesAndMirrorsOfTheEnvironmentAreUsed() throws {
    let command = try Self.command()
    let copy = command.path("copy")
    let server = try #require(LocalServer(.init()))
    defer { server.stop() }
    server.change {
      $0.answer = { _, request in
        // A mirror of files alone, which a proxy is asked for by its whole address.
        let name =
          request.split(separator: " ")[1].split(separator: "/").last.map(String.init) ?? ""
        guard !request.contains("/api/"),
          let data = FileManager.default.contents(atPath: "\(copy)/\(name)")
        else { return .init(status: 404) }
        return .init(body: Array(data))
      }
    }
    let proxy = server.address
    let token = "hf_abc"
    for (variables, isAsked) in [
      (["http_proxy": proxy], true), (["http_proxy": proxy, "no_proxy": "hub.invalid"], false),
      (["all_proxy": proxy], true),
    ] as [([String: String], Bool)] {
      let count = server.requests.count
      let environment = Self.environment(
        command,
        ["HF_ENDPOINT": "http://hub.invalid", "HF_HUB_OFFLINE": "0", "HF_TOKEN": token]
          .merging(variables) { $1 })
      let fetch = try command.run("fetch", Self.name, environment: environment)
      #expect((fetch.status == 0) == isAsked, "\(variables) \(fetch.messages)")
      #expect((server.requests.count > count) == isAsked)
      #expect(!fetch.messages.contains(token))
      try? FileManager.default.removeItem(atPath: command.path("data"))
    }
    // An encrypted address is reached through the proxy without the proxy reading along.
    let count = server.requests.count
    let environment = Self.environment(
      command, ["HF_HUB_OFFLINE": "0", "https_proxy": proxy, "HF_TOKEN": token])
    let fetch = try command.run("fetch", Self.name, environment: environment)
    #expect(fetch.status == 1 && fetch.messages.contains("https://huggingface.co"))
    #expect(server.requests.count > count)
    for request in server.requests[count...] {
      #expect(request.hasPrefix("CONNECT huggingface.co:443 ") && !request.contains(token))
    }
    #expect(server.requests[..<count].allSatisfy { $0.hasPrefix("GET http://hub.invalid/") })
    // The address is not encrypted and of another machine.
    #expect(!server.requests.contains { $0.lowercased().contains("authorization") })
  }
}
