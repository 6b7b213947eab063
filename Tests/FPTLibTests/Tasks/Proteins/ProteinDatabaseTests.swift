import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("Proteins in LMDB")
struct ProteinDatabaseTests {
  static let isAvailable = (try? PythonReaders.run("import lmdb, numpy")) != nil

  /// Writes databases as TAPE's own tools do: `argv[1]` is a folder.
  static let writer = """
    import lmdb, numpy as np, os, pickle, sys
    folder = sys.argv[1]
    def database(name, records, protocol=4, count=None, **options):
        path = os.path.join(folder, name)
        environment = lmdb.open(path, map_size=1 << 26, **options)
        with environment.begin(write=True) as transaction:
            for i, record in enumerate(records):
                value = record if isinstance(record, bytes) else pickle.dumps(record, protocol)
                transaction.put(str(i).encode(), value)
            transaction.put(b'num_examples', pickle.dumps(len(records) if count is None else count, protocol))
        environment.close()
    letters = 'ACDEFGHIKLMNPQRSTVWY'
    def protein(i):
        n = 5 + i * 7 % 400
        sequence = ''.join(letters[(i + k * k) % 20] for k in range(n))
        return {'primary': sequence, 'protein_length': n, 'fold_label': np.int64(i % 1195), 'id': b'x%d' % i,
                'evolutionary': np.ones((n, 20), np.float32), 'secondary_structure': np.zeros(n, np.int8),
                'class_label': int(i), 'family_label': [i], 'solvent': None}
    for protocol in [2, 3, 4, 5]:
        database(f'p{protocol}.lmdb', [protein(i) for i in range(300)], protocol)
    database('many.lmdb', [dict(primary='ACD', fold_label=i % 7) for i in range(20000)])
    class Evil:
        def __reduce__(self):
            return os.system, (f'touch {folder}/executed',)
    database('evil.lmdb', [dict(primary='ACD', fold_label=1, more=Evil())])
    database('count.lmdb', [dict(primary='ACD', fold_label=1)], count=2)
    database('label.lmdb', [dict(primary='ACD', fold_label='x')])
    database('empty.lmdb', [])
    """

  @Test(
    "files that Python's lmdb and pickle wrote are read; a program inside is refused",
    .enabled(if: isAvailable, "needs a Python with lmdb and numpy (FPT_TEST_PYTHON)"))
  func python() throws {
    let folder = try TemporaryFolder()
    _ = try PythonReaders.run(Self.writer, folder.path)
    let letters = Array("ACDEFGHIKLMNPQRSTVWY".utf8)
    for name in ["p2", "p3", "p4", "p5"] {
      let records = try ProteinFile(path: folder("\(name).lmdb")).records()
      #expect(records.count == 300)
      for (i, record) in records.enumerated() {
        #expect(record.sequence == (0..<5 + i * 7 % 400).map { letters[(i + $0 * $0) % 20] })
        #expect(record.label == .number(i % 1_195))
      }
    }
    let many = try ProteinFile(path: folder("many.lmdb")).records()
    #expect(many.count == 20_000 && many[12_345].label == .number(12_345 % 7))

    for (name, expected) in [
      ("evil", "`posix.system`; nothing in a data file is ever run"),
      ("count", "`num_examples` should be 1, the number of records and is 2"),
      ("label", "`fold_label` of record 0 should be a whole number and is 'x'"),
    ] {
      do {
        _ = try ProteinFile(path: folder("\(name).lmdb")).records()
        Issue.record("\(name) was accepted")
      } catch { #expect("\(error)".contains(expected), "\(error)") }
    }
    #expect(!FileManager.default.fileExists(atPath: folder("executed")))
    #expect(try ProteinFile(path: folder("empty.lmdb")).records().isEmpty)
    try mutate(folder)
  }

  /// Changed bytes give records or an error, never a crash.
  private func mutate(_ folder: TemporaryFolder) throws {
    let whole = [UInt8](try Data(contentsOf: URL(filePath: folder("count.lmdb/data.mdb"))))
    let big = [UInt8](try Data(contentsOf: URL(filePath: folder("p4.lmdb/data.mdb"))))
    var state: UInt64 = 5
    func draw(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    for round in 0..<600 {
      var bytes = round % 60 == 0 ? big : whole
      for _ in 0..<1 + draw(6) {
        bytes[draw(bytes.count)] = [0, 1, 2, 0xFF, 0x7F, UInt8(draw(256))][draw(6)]
      }
      // Where the numbers are that lead elsewhere: metas, and the first bytes of pages.
      bytes[draw(bytes.count / 4_096) * 4_096 + draw(160)] = UInt8(draw(256))
      if round % 7 == 0 { bytes.removeLast(draw(bytes.count)) }
      _ = bytes.withUnsafeBytes { bytes in try? ProteinDatabase.records(bytes, file: "mutated") }
    }
  }
}
