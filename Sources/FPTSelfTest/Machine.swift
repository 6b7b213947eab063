import FPTEngine
import FPTRun
import Foundation

/// What this machine is, as far as it bears on speed.
struct Machine {
  let processor = Provenance.processor
  let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)

  /// What is slow here and why, a sentence or two each.
  var remarks: [String] {
    [instructions, halfPrecision, quota, load, network].compactMap(\.self)
  }

  private var instructions: String? {
    if !KernelTable.isAccelerated {
      return
        "The processor has neither AVX2 and FMA nor NEON. Only --kernels baseline computes here, tens of times slower."
    }
    guard KernelTable.all.contains(where: { $0.name == "AVX2" }),
      !KernelTable.all.contains(where: { $0.name.hasPrefix("AVX-512") })
    else { return nil }
    return "The processor has no AVX-512. Products use registers of 256 bits."
  }

  private var halfPrecision: String? {
    guard KernelTable.isAccelerated, !KernelTable.all.contains(where: { $0.name.contains("BF16") })
    else { return nil }
    return
      "The processor has no instruction for bfloat16 that is used here. `precision: bfloat16` gives the same bits, and no speed."
  }

  /// What the measured rates say of `precision: bfloat16`, where the processor has an instruction for it.
  static func halfPrecisionRemark(_ trainings: [SelfTest.Training]) -> String? {
    func rate(_ precision: Precision) -> Double? {
      trainings.first { $0.precision == precision.rawValue }?.operationsPerSecond
    }
    guard KernelTable.all.contains(where: { $0.name.contains("BF16") }),
      let single = rate(.float32), let half = rate(.bfloat16), half < single
    else { return nil }
    return
      "The processor's instruction for bfloat16 is slower than its float32. `precision: bfloat16` saves memory here, and no time."
  }

  /// A control group that allows less than all cores, such as that of a batch job or a container.
  private var quota: String? {
    guard let text = try? String(contentsOfFile: "/sys/fs/cgroup/cpu.max", encoding: .utf8),
      case let words = text.split(whereSeparator: \.isWhitespace), words.count == 2,
      let allowed = Double(words[0]), let period = Double(words[1]), period > 0,
      allowed / period < Double(cores) - 0.01
    else { return nil }
    let share = (allowed / period * 10).rounded() / 10
    return
      "The control group allows \(share) of \(cores) cores. --threads \(max(1, Int(share))) wastes none."
  }

  private var load: String? {
    var averages = [0.0]
    guard getloadavg(&averages, 1) == 1, averages[0] > 0.5 + 0.25 * Double(cores) else {
      return nil
    }
    let average = (averages[0] * 10).rounded() / 10
    return
      "Other work runs here: the load was \(average) on \(cores) cores. The rates above are lower than they could be."
  }

  private var network: String? {
    guard let text = try? String(contentsOfFile: "/proc/self/mounts", encoding: .utf8) else {
      return nil
    }
    return Self.networkType(
      of: FileManager.default.currentDirectoryPath, mounts: text
    ).map {
      "This folder is on \($0). The store works there; checkpoints take longer than on a disk of this machine."
    }
  }

  /// The network file system that a folder is on, by the lines of `/proc/self/mounts`; nil for one of this machine.
  static func networkType(of folder: String, mounts: String) -> String? {
    let names = [
      "nfs": "NFS", "nfs4": "NFS", "lustre": "Lustre", "cifs": "SMB", "smb3": "SMB",
      "beegfs": "BeeGFS", "gpfs": "GPFS", "ceph": "CephFS", "afs": "AFS",
    ]
    var found: (length: Int, type: String) = (-1, "")
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard fields.count > 2 else { continue }
      let place = fields[1].replacing("\\040", with: " ")
      let isAbove = place == "/" || folder == place || folder.hasPrefix(place + "/")
      // Of two at one place, the later one is seen.
      if isAbove, place.count >= found.length { found = (place.count, String(fields[2])) }
    }
    return names[found.type]
  }
}
