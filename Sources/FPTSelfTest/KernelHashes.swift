import CKernelTrials
import FPTEngine
import Synchronization

/// Hashes of what the kernels of a table compute of fixed inputs, by name: each entry with ordinary and with special numbers, and matrix
/// products around every edge.
package struct KernelHashes: Sendable, Hashable {
  /// Sixteen hexadecimal digits for each name.
  package var values: [String: String]

  /// Tries every kernel of a table; about a second for a fast one.
  ///
  /// - Throws: ``Fault`` where the trials themselves say what is wrong.
  package static func measured(of table: KernelTable) throws -> KernelHashes {
    try measured(ofTable: table.name)
  }

  static func measured(ofTable table: String) throws -> KernelHashes {
    final class Receiver { var values: [String: String] = [:] }
    // The trials share memory.
    let found: Result<[String: String], Fault> = isTrying.withLock { _ in
      let receiver = Receiver()
      let fault = withExtendedLifetime(receiver) {
        fpt_hash_kernels(
          table,
          { context, name, hash in
            guard let context else { return }
            Unmanaged<Receiver>.fromOpaque(context).takeUnretainedValue()
              .values[String(cString: name)] = KernelHashes.digits(hash)
          }, Unmanaged.passUnretained(receiver).toOpaque())
      }
      if let fault { return .failure(Fault(table: table, reason: String(cString: fault))) }
      return .success(receiver.values)
    }
    return KernelHashes(values: try found.get())
  }

  private static let isTrying = Mutex(())

  package struct Fault: Error, CustomStringConvertible {
    var table: String
    var reason: String
    package var description: String { "kernels of \(table): \(reason)" }
  }

  /// Names whose hashes differ from those that every processor gives, in their order.
  package var wrong: [String] {
    Set(values.keys).union(Self.promised.values.keys)
      .filter { values[$0] != Self.promised.values[$0] }.sorted()
  }

  /// The hashes that this version of the numerics has on every processor.
  package static let promised = KernelHashes(
    values: Dictionary(
      promisedLines.split(separator: "\n").compactMap { line in
        let words = line.split(separator: " ")
        return words.count == 2 ? (String(words[0]), String(words[1])) : nil
      }, uniquingKeysWith: { $1 }))

  /// The hashes as ``promised`` has them, a line each, sorted by name.
  package var lines: String {
    values.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
  }

  private static func digits(_ hash: UInt64) -> String {
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
