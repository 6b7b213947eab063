import FPTEngine
import FPTLib
import FPTRun

/// What a machine's self-test found.
package struct SelfTest: Sendable, Encodable {
  /// The kernels of one instruction set.
  package struct Kernels: Sendable, Encodable {
    /// The instruction set, such as `AVX2`.
    package var name: String
    package var hashes: Int
    /// Names of those that differ.
    package var wrong: [String]
    package var fault: String?

    package var isPassed: Bool { wrong.isEmpty && fault == nil }
  }

  /// A training in one precision.
  package struct Training: Sendable, Encodable {
    package var precision: String
    package var digest: String
    package var promised: String
    /// Floating-point operations a second of large products.
    package var operationsPerSecond: Double

    package var isPassed: Bool { digest == promised }

    enum CodingKeys: String, CodingKey {
      case precision, digest, promised
      case operationsPerSecond = "operations_per_second"
    }
  }

  package var version: String
  package var numerics: Int
  package var processor: String
  package var threads: Int
  package var kernels: [Kernels] = []
  package var trainings: [Training] = []
  /// What is slow on this machine, and why.
  package var remarks: [String]

  /// Whether everything has the promised bits.
  package var isPassed: Bool {
    kernels.allSatisfy(\.isPassed) && trainings.allSatisfy(\.isPassed)
  }

  /// Runs it in an empty folder; `tell` gets the name of each part before it begins.
  ///
  /// - Throws: what keeps the trainings from their end.
  package init(
    in folder: String, threads: Int?, tables: [KernelTable] = KernelTable.all,
    tell: (String) -> Void
  ) throws {
    let machine = Machine()
    version = packageVersion
    numerics = numericsVersion
    processor = machine.processor
    self.threads = threads ?? machine.cores
    remarks = machine.remarks
    for table in tables {
      tell("kernels of \(table.name)")
      var found = Kernels(name: table.name, hashes: 0, wrong: [])
      do {
        let hashes = try KernelHashes.measured(of: table)
        (found.hashes, found.wrong) = (hashes.values.count, hashes.wrong)
      } catch {
        found.fault = "\(error)"
      }
      kernels.append(found)
    }
    let workers = WorkerPool(threads: self.threads)
    for precision in Precision.allCases {
      tell("20 steps in \(precision.rawValue)")
      let run = TrialRun(precision)
      let digest = try run.digest(in: folder, table: .fastest, threads: self.threads)
      let rate = ProductRate.remeasured(
        on: workers, threads: self.threads, precision: precision
      ).operationsPerSecond
      trainings.append(
        Training(
          precision: precision.rawValue, digest: digest, promised: run.promised,
          operationsPerSecond: rate))
    }
    if let remark = Machine.halfPrecisionRemark(trainings) { remarks.append(remark) }
  }
}
