/// Has files from elsewhere walked in a child process before they are opened in this one.
///
/// libhdf5 can be brought down by a damaged or hostile file, and nothing in its own process can prevent that. So the first
/// to open such a file is a child with limits on memory, time and files, which reads all of it and checks every digest
/// (``ResultInspection``). If it dies, this process throws one error that says where.
///
/// While ``current`` is set, ``ResultFile`` has every file inspected, once for each state of the file. The cells of a
/// ``CellStore`` that have a valid trailer are not inspected: their bytes are as this program wrote them. A program that uses `FPTLib` without an inspector
/// reads in its own process, with all the checks but without this wall.
public struct ResultInspector: Sendable {
  /// The inspector of this task; none unless the program gives one.
  @TaskLocal public static var current: ResultInspector?

  /// A program that, called with `arguments` and those of an ``InspectionOrder``, does ``ResultInspection/perform(_:)``.
  public var executable: String
  /// The arguments that make the program such a child.
  public var arguments: [String]
  /// The part of the limits that does not depend on a file's size.
  public var allowance: InspectionAllowance
  private let passed = PassedFiles()

  /// Makes an inspector of a program that can be such a child.
  public init(
    executable: String, arguments: [String],
    allowance: InspectionAllowance = InspectionAllowance()
  ) {
    self.executable = executable
    self.arguments = arguments
    self.allowance = allowance
  }

  /// True if a child has found the file in its present state whole.
  func hasPassed(_ path: String) -> Bool {
    FileState(of: path).map { passed.contains($0) } ?? false
  }

  /// Throws unless a child has read the whole file and found it intact.
  ///
  /// - Complexity: starts a process, unless this inspector has passed the file before and it is unchanged.
  public func inspect(_ path: String) throws(ResultFileError) {
    try AtomicFile.checkReadable(path)
    let state = FileState(of: path)
    if let state, passed.contains(state) { return }
    let order = InspectionOrder(path: path, byteCount: state?.size ?? 0, allowance: allowance)
    let child = try InspectionChild(executable, arguments + order.arguments, inspecting: path)
    let patience = allowance.patience + 4 * Double(order.seconds - allowance.seconds)
    try child.verdict(withinSeconds: patience).check(path: path)
    if let state { passed.insert(state) }
  }
}

/// A child's allowance besides the part that depends on the size of the file.
public struct InspectionAllowance: Sendable, Hashable {
  /// Seconds of computing.
  public var seconds: Int
  /// Bytes of memory.
  public var bytes: Int
  /// Seconds that the parent waits: more than those of computing, since a busy machine gives a child only a part of them.
  public var patience: Double

  /// Makes an allowance; the defaults are far more than a sound file needs.
  public init(seconds: Int = 20, bytes: Int = 1 << 30, patience: Double = 90) {
    self.seconds = seconds
    self.bytes = bytes
    self.patience = patience
  }
}

/// One file to be inspected, and the limits for it, as they are handed to the child.
public struct InspectionOrder: Sendable, Hashable {
  /// The path of the file.
  public var path: String
  /// Seconds of computing after which the system ends the child.
  public var seconds: Int
  /// Bytes of memory that the child may take beyond what it has at its start.
  public var bytes: Int

  init(path: String, byteCount: Int, allowance: InspectionAllowance) {
    self.path = path
    // Four mebibytes a second is slow even for a debug build; activations shrink to a sixty-fourth at best.
    seconds = allowance.seconds + byteCount >> 22
    bytes = allowance.bytes + min(byteCount, 1 << 29) * 64
  }

  /// Reads an order from the last arguments of a command line; nil unless they are one.
  public init?(arguments: [String]) {
    guard arguments.count == 3, let seconds = Int(arguments[0]), let bytes = Int(arguments[1]),
      seconds > 0, bytes > 0
    else { return nil }
    (self.seconds, self.bytes, path) = (seconds, bytes, arguments[2])
  }

  var arguments: [String] { ["\(seconds)", "\(bytes)", path] }
}
