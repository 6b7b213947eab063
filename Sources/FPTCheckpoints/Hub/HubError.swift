import FPTFiles

/// Why a repository of the hub could not be fetched.
public struct HubError: Error, Sendable, Hashable {
  /// The repository as it was asked for.
  public var name: HubName
  /// The server or folder that was asked.
  public var place: String
  /// What is wrong there.
  public var problem: HubProblem
}

/// What is wrong with a repository of the hub, or with the way to it.
public enum HubProblem: Error, Sendable, Hashable {
  /// How a request was signed.
  public enum Credentials: Sendable, Hashable {
    /// No token was found.
    case none
    /// A token of this place.
    case sent(from: String)
    /// A token of this place was kept back, since the address is not encrypted.
    case keptBack(from: String)
  }

  case noRepository(Credentials)
  case noRevision
  /// A mirror that answers nothing about repositories has no file of this name, and perhaps no such repository or revision.
  case notThere(file: String)
  /// The publisher's terms have to be accepted first.
  case gated(Credentials)
  case forbidden(status: Int, Credentials)
  /// The server that the hub sends downloads to refuses them.
  case refusedElsewhere(host: String, status: Int)
  case tooManyRequests(retryAfter: Double?, waited: Double)
  case serverError(status: Int, host: String, attempts: Int)
  case status(Int)
  /// A web page in the place of a file.
  case webPage(file: String)
  case lfsPointer(file: String)
  case short(file: String, expected: Int, found: Int)
  case wrongFile(file: String, mismatch: FileMismatch)
  /// The transfer failed, in words.
  case transfer(String)
  case offline(variable: String, here: [String])
  case wrongRevision(expected: String, found: String)
  /// The repository is, or has, an adapter of PEFT.
  case adapter
  case noConfiguration(has: [String])
  case noWeights(has: [String], expected: [String])
  /// An index of weights that cannot be read, or lists what is not in the repository.
  case index(reason: String)
  case missingShard(file: String, index: String)
  /// What the hub says of the repository is not what its interface promises.
  case malformedAnswer(String, found: String)
  /// A mirror that cannot say which commit a revision is.
  case unresolvable
  /// A folder does not say which commit its files are of.
  case unknownCommit
  case notInFolder(reason: String)
  case noSpace(needed: Int, free: Int)
  case system(String)
}

extension HubError: CustomStringConvertible {
  /// A sentence with the repository, the place and what is wrong, and what to do about it.
  public var description: String { message + (help.map { "; " + $0 } ?? "") }

  /// A sentence with the repository, the place and what is wrong.
  package var message: String { "`\(name)` could not be fetched from \(place): \(problem.words)" }

  /// What to do about it; nil where the problem says it all.
  package var help: String? {
    let page = "\(HubAccess.hub)/\(name.repository)"
    switch problem {
    case .noRepository(let credentials):
      return "see whether \(page) exists, and its spelling; a private one needs a token: "
        + credentials.words
    case .noRevision:
      return
        "\(page)/commits lists the commits of `main`, and a branch or a tag is written behind `@`"
    case .notThere: return "see whether repository, revision and file are there at \(page)"
    case .gated(let credentials):
      return "accept the publisher's terms at \(page), logged in as the token's owner; "
        + credentials.words
    case .forbidden(_, let credentials): return credentials.words
    case .refusedElsewhere, .serverError, .transfer, .short:
      return "try again; what has arrived is kept, and `--from FOLDER` takes a local copy"
    case .tooManyRequests(_, _):
      return "try again later; a token raises the hub's limits, and what has arrived is kept"
    case .webPage:
      return
        "a proxy, a login page or a wrong HF_ENDPOINT answers in the hub's place; open \(page) in a browser "
        + "on this machine to see it"
    case .lfsPointer: return "it was copied without its contents: fetch it with `git lfs pull`"
    case .wrongFile:
      return "try again; if it stays, what \(place) has is damaged or of another commit"
    case .offline(_, let here):
      return (here.isEmpty ? "" : "here are the commits \(here.joined(separator: ", ")); ")
        + "unset it, or take a local copy with `--from FOLDER`"
    case .noWeights(let has, _) where has.contains(where: CheckpointFolder.isWholeFile):
      return "of several GGUF files, download one and name the file, \"./FILE.gguf\""
    case .noWeights:
      return "weights in another format have to be converted and named as a folder, \"./FOLDER\""
    case .adapter:
      return "\(CheckpointFolder.adapterRemedy), and name the folder, \"./FOLDER\""
    case .unresolvable, .unknownCommit:
      return "write the full commit: hf:\(name.repository)@COMMIT; \(page)/commits lists them"
    case .wrongRevision: return "name the commit that is there, or another place"
    case .status, .noConfiguration, .index, .missingShard, .malformedAnswer, .notInFolder, .noSpace,
      .system:
      return nil
    }
  }
}

extension HubProblem {
  /// What is wrong, in words.
  package var words: String {
    switch self {
    case .noRepository: "there is no such repository, or it is a private one"
    case .noRevision: "the repository has no such revision"
    case .notThere(let file): "there is no \(file) (status 404)"
    case .gated: "the repository is gated: its publisher asks to accept terms first"
    case .forbidden(let status, _): "the server refuses access (status \(status))"
    case .refusedElsewhere(let host, let status):
      "\(host), which it sends downloads to, refuses this one (status \(status))"
    case .tooManyRequests(let retryAfter, let waited):
      "the server takes no more requests (status 429)"
        + (retryAfter.map { " and asks to wait \(Self.seconds($0))" } ?? "")
        + (waited > 0 ? "; it was waited for \(Self.seconds(waited)) already" : "")
    case .serverError(let status, let host, let attempts):
      "\(host) failed with status \(status), \(attempts) times"
    case .status(let status): "the server answered with status \(status)"
    case .webPage(let file): "in place of \(file) came a web page"
    case .lfsPointer(let file):
      "\(file) is a Git LFS pointer, which stands for a file that was not fetched"
    case .short(let file, let expected, let found):
      "of \(file) came \(found) bytes instead of \(expected)"
    case .wrongFile(let file, let mismatch): "\(file) is not the expected file: \(mismatch)"
    case .transfer(let reason): reason
    case .offline(let variable, _): "\(variable) forbids the network"
    case .wrongRevision(let expected, let found):
      "expected is commit \(expected); found is \(found)"
    case .adapter:
      "it has an adapter of PEFT, `\(CheckpointFolder.adapterConfiguration)`, which is not read"
    case .noConfiguration(let has): "the repository has no config.json; it has \(Self.list(has))"
    case .noWeights(let has, let expected):
      "the repository has none of \(expected.joined(separator: ", ")); it has \(Self.list(has))"
    case .index(let reason): reason
    case .missingShard(let file, let index): "\(index) lists \(file), which is not there"
    case .malformedAnswer(let expected, let found):
      "the answer about the repository has not \(expected); found \(found)"
    case .unresolvable: "it does not say which commit the revision is"
    case .unknownCommit: "the folder does not say which commit its files are of"
    case .notInFolder(let reason): reason
    case .noSpace(let needed, let free):
      "\(Self.size(needed)) are needed, and \(Self.size(free)) are free in the data folder"
    case .system(let reason): reason
    }
  }

  private static func list(_ names: [String]) -> String {
    if names.isEmpty { return "no files in its own folder" }
    let shown = names.prefix(8).joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }

  private static func seconds(_ value: Double) -> String {
    value < 10 ? "\((value * 10).rounded() / 10) s" : "\(Int(min(value, 1e9).rounded())) s"
  }

  private static func size(_ bytes: Int) -> String {
    bytes < 1_000_000_000 ? "\(bytes / 1_000_000) MB" : "\(bytes / 1_000_000_000) GB"
  }
}

extension HubProblem.Credentials {
  /// What to do about the token.
  fileprivate var words: String {
    switch self {
    case .none:
      "no token was found; make one at \(HubAccess.hub)/settings/tokens, and set HF_TOKEN or log in with `hf auth login`"
    case .sent(let place):
      "the token of \(place) was sent; see that it is valid and may read this repository"
    case .keptBack(let place):
      "the token of \(place) was not sent, since the address of HF_ENDPOINT is not encrypted; use https"
    }
  }
}
