import Testing

@testable import FPTScript

/// Conditions between the fields of tasks.
@Suite struct TaskRulesTests {
  @Test(arguments: [
    ("BitMemory(length: 120)", "patch 50 does not divide length 120"),
    ("BitMemory(patch: 300)", "patch 300 does not divide length 1000"),
    ("Digits(patch: 3)", "patch 3 does not divide the image's side, 8"),
    (
      "ListOps(source: \"lra\", max_depth: 4)", "`max_depth` has no effect beside `source`"
    ),
    (
      "Tensors(file: \"a.h5\", test_inputs: \"x\")", "`test_inputs` needs `test_labels` beside it"
    ),
    (
      "Tensors(file: \"a.h5\", validation_labels: \"y\")",
      "`validation_labels` needs `validation_inputs` beside it"
    ),
  ])
  func fieldsDisagree(_ call: String, _ message: String) {
    let result = checked("task x = \(call)")
    #expect(result.errors.map(\.message) == [message], "\(result.rendered)")
  }

  /// The sizes that would do are named: all of them, or of many the nearest.
  @Test(arguments: [
    ("MNIST(patch: 3)", "these do: 1, 2, 4, 7, 14, 28"),
    ("FashionMNIST(size: 32, patch: 7)", "these do: 1, 2, 4, 8, 16, 32"),
    ("CIFAR10(patch: 5)", "these do: 1, 2, 4, 8, 16, 32"),
    (
      "BitMemory(patch: 300)",
      "the nearest that do: 5, 8, 10, 20, 25, 40, 50, 100, 125, 200, 250, 500"
    ),
  ])
  func divisorsAreNamed(_ call: String, _ help: String) {
    #expect(checked("task x = \(call)").errors.map(\.help) == [help])
  }

  @Test(arguments: [
    "BitMemory(length: 100)", "ListOps(source: \"lra\", brackets: true, read: token)",
    "ListOps(source: \"lra\", max_depth: 10)", "TextCorpus(files: \"a.txt\")",
    "Tensors(file: \"a.h5\", test_inputs: \"x\", test_labels: \"y\", validation: 20%)",
  ])
  func fieldsAgree(_ call: String) {
    let result = checked("task x = \(call)")
    #expect(result.errors.isEmpty, "\(result.rendered)")
  }

  @Test(arguments: [
    "Tensors(inputs: \"x\")", "TextCorpus(tokens: 4)", "Tensors(file: \"a.h5\", test: 0)",
    "Tensors(file: \"a.h5\", test: 50%)", "ListOps(read: end)", "ListOps(max_depth: 1)",
    "Tensors(file: \"a.h5\", hold_out: first)",
  ])
  func refused(_ call: String) {
    #expect(checked("task x = \(call)").errors.count == 1)
  }
}
