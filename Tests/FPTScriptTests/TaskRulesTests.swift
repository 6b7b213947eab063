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
