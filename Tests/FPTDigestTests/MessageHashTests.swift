import Testing

@testable import FPTDigest

@Suite("Hash functions")
struct MessageHashTests {
  /// FIPS 180-4's examples and RFC 1321's test suite.
  static let examples: [(MessageHash.Function, String, String)] = [
    (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      .sha256, "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      .sha256, String(repeating: "a", count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
    (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
    (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
  ]

  @Test("give the published digests, of bytes at once and piece by piece", arguments: examples)
  func published(function: MessageHash.Function, text: String, expected: String) {
    #expect(Digest(function, of: text).hexadecimal == expected)
    let bytes = Array(text.utf8)
    #expect(Digest(function, of: bytes).bytes.count == function.byteCount)
    for size in [1, 63, 64, 65, 1 << 16] where bytes.count / size < 20_000 {
      var hash = MessageHash(function)
      var rest = bytes[...]
      while !rest.isEmpty {
        hash.update(Array(rest.prefix(size)))
        rest = rest.dropFirst(size)
      }
      #expect(hash.finalize().hexadecimal == expected, "pieces of \(size)")
    }
  }

  @Test("two at a time do not meet")
  func interleaved() {
    var first = MessageHash(.sha256)
    var second = MessageHash(.sha256)
    first.update([97, 98])
    second.update([])
    first.update([99])
    #expect(second.finalize() == Digest(.sha256, of: ""))
    #expect(first.finalize() == Digest(.sha256, of: "abc"))
  }
}
