import CPeak

/// The register peak: operations a second of multiply-adds on numbers that stay in registers, on one core and on all threads.
struct RegisterPeak: Codable {
  /// The instruction and its registers.
  var name: String
  var isBfloat16: Bool
  /// Operations a second; the most of all rounds.
  var oneCore = 0.0
  var allThreads = 0.0

  /// The peaks of every loop that this processor can run, not yet measured.
  static let supported = (0..<fpt_peak_count()).filter { fpt_peak_is_supported($0) }.map { loop in
    RegisterPeak(name: String(cString: fpt_peak_name(loop)), isBfloat16: fpt_peak_is_bf16(loop))
  }

  /// Measures every peak for some milliseconds, and keeps the better of each.
  static func measure(_ peaks: inout [RegisterPeak], threads: Int) {
    for loop in 0..<fpt_peak_count() {
      let name = String(cString: fpt_peak_name(loop))
      guard let index = peaks.firstIndex(where: { $0.name == name }) else { continue }
      peaks[index].oneCore = max(peaks[index].oneCore, fpt_peak_rate(loop, 1, 0.02))
      peaks[index].allThreads = max(
        peaks[index].allThreads, fpt_peak_rate(loop, threads, 0.02))
    }
  }
}

extension [RegisterPeak] {
  /// The peak that a step is held to: of all threads, in the registers in which it is highest.
  ///
  /// A processor without the instruction
  /// multiplies bfloat16 as it does 32-bit floats.
  func highest(isBfloat16: Bool) -> Double? {
    let own = filter { $0.isBfloat16 == isBfloat16 }
    return (own.isEmpty ? self : own).map(\.allThreads).max()
  }
}
