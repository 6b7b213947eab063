import Foundation

/// The processor that a benchmark ran on.
struct Processor: Codable {
  /// As the system names it.
  var name: String
  /// The generation of AMD's cores, such as "Zen 4"; nil for others.
  var microarchitecture: String?
  /// Of what matters here.
  var instructions: [String]
  /// Processors that the system shows.
  var count: Int

  static let current = Processor(
    fields: ProcessorFields(
      text: (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""))

  /// With the generation, where it is known and the name does not say it.
  var title: String { microarchitecture.map { "\(name) (\($0))" } ?? name }

  private init(fields: ProcessorFields) {
    name = fields["model name"] ?? fields["CPU part"] ?? "unknown"
    microarchitecture = Self.zen(
      isAMD: fields["vendor_id"] == "AuthenticAMD",
      family: fields["cpu family"].flatMap { Int($0) },
      model: fields["model"].flatMap { Int($0) })
    let flags = (fields["flags"] ?? fields["Features"] ?? "").split(separator: " ").map(String.init)
    instructions = ["avx2", "fma", "avx512f", "avx512_bf16", "asimd", "bf16"].filter(flags.contains)
    count = ProcessInfo.processInfo.activeProcessorCount
  }

  /// By family and model, as the Linux kernel tells them apart (arch/x86/kernel/cpu/amd.c).
  private static func zen(isAMD: Bool, family: Int?, model: Int?) -> String? {
    guard isAMD, let family, let model else { return nil }
    switch (family, model) {
    case (0x17, 0x30...): return "Zen 2"
    case (0x17, _): return "Zen"
    case (0x19, 0x10...0x1F), (0x19, 0x60...0x7F), (0x19, 0xA0...0xAF): return "Zen 4"
    case (0x19, _): return "Zen 3"
    case (0x1A, _): return "Zen 5"
    default: return nil
    }
  }
}

/// The fields that Linux shows of its first processor.
private struct ProcessorFields {
  private var values: [String: String] = [:]

  init(text: String) {
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map {
        $0.trimmingCharacters(in: .whitespaces)
      }
      if parts.count == 2, values[parts[0]] == nil { values[parts[0]] = parts[1] }
    }
  }

  subscript(name: String) -> String? { values[name] }
}
