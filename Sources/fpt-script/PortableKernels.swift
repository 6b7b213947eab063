import ArgumentParser
import FPTEngine
import Foundation

/// `--portable`: the same BLAS kernels on every x86-64 machine.
///
/// OpenBLAS chooses its kernels before `main`, by the machine's processor or by OPENBLAS_CORETYPE; so the command executes itself
/// once more with that set. What the environment says of the kernels already is no reason to stop: the flag was given.
struct PortableKernels: ParsableArguments {
  @Flag(
    help: """
      Pins the BLAS kernels to the \(PortableKernels.core) family, so that x86-64 machines of different kinds compute the same bits.
      """)
  var portable = false

  /// AVX2 and FMA: every x86-64 server and laptop of the last ten years.
  static let core = "Haswell"
  private static let variable = "OPENBLAS_CORETYPE"
  /// Says that this process is the second one, so that there is no third.
  private static let marker = "FPT_SCRIPT_PORTABLE"

  /// Returns in a process that computes with the pinned kernels, or where none were asked for.
  func apply() throws {
    guard portable, LinearAlgebraLibrary.core != Self.core else { return }
    let environment = ProcessInfo.processInfo.environment
    if environment[Self.marker] == nil {
      setenv(Self.marker, "1", 1)
      setenv(Self.variable, Self.core, 1)
      var arguments = CommandLine.arguments.map { strdup($0) }
      arguments.append(nil)
      execv(Executable.path, arguments)
      throw Failure.stop(
        "--portable cannot start the command again: \(String(cString: strerror(errno)))")
    }
    throw Failure.stop(
      "--portable needs \(Self.core) kernels, and this OpenBLAS computes with \(LinearAlgebraLibrary.core)",
      help: "an OpenBLAS with kernels for every processor (DYNAMIC_ARCH), such as Debian's, and "
        + "a processor with AVX2 are needed")
  }
}
