import FPTCheckpoints
import Foundation

/// Proteins as TAPE publishes them in LMDB: pickled dictionaries under `"0"`, `"1"`, …, and their number under `num_examples`.
enum ProteinDatabase {
  /// The records of an environment, given by its folder or its data file.
  static func records(path: String) throws(TaskError) -> [ProteinRecord] {
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = exists && isFolder.boolValue ? "\(path)/data.mdb" : path
    let mapped = try ProteinFile.map(file)
    return try withExtendedLifetime(mapped) { () throws(TaskError) in
      try records(mapped.bytes, file: file)
    }
  }

  static func records(
    _ bytes: UnsafeRawBufferPointer, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var found: [Int: ProteinRecord] = [:]
    var count: Int?
    do {
      let database = try LMDBFile(bytes)
      guard database.entryCount <= UInt64(ProteinFile.recordLimit) else {
        throw TaskError.tooManyRecords(file: file)
      }
      try database.visitEntries { key, value in
        let name = String(decoding: key.prefix(64), as: UTF8.self)
        do {
          if name == "num_examples" {
            count = try PickleReader.read(value).integer
          } else if let number = Int(name), number >= 0 {
            let own = try Self.record(PickleReader.read(value), number: number, file: file)
            guard found.updateValue(own, forKey: number) == nil else {
              throw TaskError.malformedData(
                file: file, what: "record \(number)", expected: "under one key",
                found: "under another one and `\(name)`")
            }
          }
        } catch let problem as PickleProblem {
          throw TaskError.malformedData(
            file: file, what: "the value of `\(name)`, byte \(problem.offset),",
            expected: "a pickle of plain values", found: problem.text)
        }
      }
    } catch let problem as LMDBFile.Problem {
      throw .malformedData(
        file: file, what: problem.place, expected: problem.expected, found: problem.found)
    } catch let error as TaskError {
      throw error
    } catch { throw .unreadable(file: file, reason: "\(error)") }

    guard let count, count == found.count else {
      throw .malformedData(
        file: file, what: "`num_examples`", expected: "\(found.count), the number of records",
        found: count.map(String.init) ?? "missing or no number")
    }
    var records: [ProteinRecord] = []
    for number in 0..<count {
      guard let record = found[number] else {
        throw .malformedData(
          file: file, what: "record \(number)", expected: "among the keys", found: "missing")
      }
      records.append(record)
    }
    return records
  }

  private static func record(
    _ value: PickleValue, number: Int, file: String
  ) throws(TaskError) -> ProteinRecord {
    guard case .text(let sequence)? = value["primary"] else {
      throw .malformedData(
        file: file, what: "`primary` of record \(number)", expected: "a text",
        found: value["primary"]?.summary ?? "missing")
    }
    guard let label = value["fold_label"]?.integer else {
      throw .malformedData(
        file: file, what: "`fold_label` of record \(number)", expected: "a whole number",
        found: value["fold_label"]?.summary ?? "missing")
    }
    do { return try ProteinRecord(letters: sequence.utf8, label: .number(label)) } catch {
      throw .sequence(error, file: file, record: "record \(number)")
    }
  }
}
