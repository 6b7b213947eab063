import CCrypto

/// A hash function of libcrypto that takes its bytes piece by piece.
///
/// ```swift
/// var hash = MessageHash(.sha256)
/// hash.update([1, 2, 3])
/// let text = hash.finalize().hexadecimal
/// ```
///
/// It runs with the processor's SHA instructions where there are some.
package struct MessageHash: ~Copyable {
  /// A hash function; `md5` and `sha1` are for files whose publishers give no better digest.
  package enum Function: Sendable {
    case sha256, sha1, md5

    /// Bytes of a digest.
    package var byteCount: Int {
      switch self {
      case .sha256: 32
      case .sha1: 20
      case .md5: 16
      }
    }
  }

  private let function: Function
  private let context: OpaquePointer

  /// Begins a hash of no bytes yet.
  package init(_ function: Function) {
    self.function = function
    guard let context = EVP_MD_CTX_new() else { Self.stop() }
    self.context = context
    guard EVP_DigestInit_ex2(context, Algorithms.shared[function], nil) == 1 else { Self.stop() }
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Adds bytes to those that are hashed.
  ///
  /// - Complexity: O(bytes); nothing is copied.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else { Self.stop() }
  }

  /// Adds bytes to those that are hashed.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The digest of all bytes that were added.
  package consuming func finalize() -> Digest {
    let isDone = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: function.byteCount) {
      digest in
      EVP_DigestFinal_ex(context, digest.baseAddress, nil) == 1 ? Array(digest) : nil
    }
    guard let bytes = isDone else { Self.stop() }
    return Digest(bytes: bytes)
  }

  /// libcrypto refuses to hash only where memory is out, which ends a Swift program anywhere else too.
  fileprivate static func stop() -> Never {
    preconditionFailure("libcrypto has no memory for a hash")
  }
}

extension Digest {
  /// The digest of bytes in memory.
  package init(_ function: MessageHash.Function, of bytes: UnsafeRawBufferPointer) {
    var hash = MessageHash(function)
    hash.update(bytes)
    self = hash.finalize()
  }

  /// The digest of bytes in memory.
  package init(_ function: MessageHash.Function, of bytes: [UInt8]) {
    self = bytes.withUnsafeBytes { Digest(function, of: $0) }
  }

  /// The digest of a text's UTF-8.
  package init(_ function: MessageHash.Function, of text: String) {
    var text = text
    self = text.withUTF8 { Digest(function, of: UnsafeRawBufferPointer($0)) }
  }
}

/// libcrypto's implementations, looked up once.
///
/// They come from a context of their own, which reads no `openssl.cnf`: a machine's policy cannot take MD5 away.
private struct Algorithms: @unchecked Sendable {
  static let shared = Algorithms()

  private let sha256: OpaquePointer
  private let sha1: OpaquePointer
  private let md5: OpaquePointer

  private init() {
    guard let library = OSSL_LIB_CTX_new(),
      let sha256 = EVP_MD_fetch(library, "SHA256", nil),
      let sha1 = EVP_MD_fetch(library, "SHA1", nil),
      let md5 = EVP_MD_fetch(library, "MD5", nil)
    else { MessageHash.stop() }
    self.sha256 = sha256
    self.sha1 = sha1
    self.md5 = md5
  }

  subscript(function: MessageHash.Function) -> OpaquePointer {
    switch function {
    case .sha256: sha256
    case .sha1: sha1
    case .md5: md5
    }
  }
}
