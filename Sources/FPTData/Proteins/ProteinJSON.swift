import FPTJSON

/// Proteins as TAPE publishes them in JSON: a list of objects with `primary` and `fold_label` among much else.
///
/// Only what is needed is turned into values: the profiles beside each sequence are many times its size.
enum ProteinJSON {
  static let wanted: Set = ["primary", "fold_label"]

  static func records(
    _ text: UnsafeBufferPointer<UInt8>, file: String
  ) throws(TaskError) -> [ProteinRecord] {
    var records: [ProteinRecord] = []
    do {
      var list = JSONRecords(text)
      while let members = try list.next(keeping: wanted) {
        records.append(try record(members, number: records.count, file: file))
        guard records.count <= ProteinFile.recordLimit else {
          throw TaskError.tooManyRecords(file: file)
        }
      }
    } catch let error as JSONProblemError {
      throw .malformedData(
        file: file, what: "the text at byte \(error.problem.offset)",
        expected: "a JSON list of objects", found: "not: \(error.problem)")
    } catch let error as TaskError {
      throw error
    } catch { throw .unreadable(file: file, reason: "\(error)") }
    return records
  }

  private static func record(
    _ members: JSONValue.Members, number: Int, file: String
  ) throws(TaskError) -> ProteinRecord {
    guard case .text(let sequence)? = members["primary"] else {
      throw .malformedData(
        file: file, what: "`primary` of record \(number)", expected: "a sequence",
        found: members["primary"]?.summary ?? "missing")
    }
    var label = members["fold_label"]
    if case .list(let elements)? = label, elements.count == 1 { label = elements[0] }
    guard let fold = label?.integer else {
      throw .malformedData(
        file: file, what: "`fold_label` of record \(number)", expected: "a whole number",
        found: label?.summary ?? "missing")
    }
    do { return try ProteinRecord(letters: sequence.utf8, label: .number(fold)) } catch {
      throw .sequence(error, file: file, record: "record \(number)")
    }
  }
}
