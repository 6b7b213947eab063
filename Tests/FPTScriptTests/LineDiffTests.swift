import Testing

@testable import FPTScript

@Suite struct LineDiffTests {
  @Test func equalTextsDoNotDiffer() {
    #expect(LineDiff.unified(from: "a\nb\n", to: "a\nb\n", path: "x").isEmpty)
    #expect(LineDiff.unified(from: "", to: "", path: "x").isEmpty)
  }

  @Test func changesHaveThreeLinesAround() {
    let old = (1...20).map { "\($0)\n" }.joined()
    let new = old.replacing("\n3\n", with: "\nthree\n").replacing("\n17\n", with: "\n")
    #expect(
      LineDiff.unified(from: old, to: new, path: "x.fpt") == """
        --- x.fpt
        +++ x.fpt
        @@ -1,6 +1,6 @@
         1
         2
        -3
        +three
         4
         5
         6
        @@ -14,7 +14,6 @@
         14
         15
         16
        -17
         18
         19
         20

        """)
  }

  @Test func lineEndsAreSeen() {
    #expect(
      LineDiff.unified(from: "a\r\nb", to: "a\nb\n", path: "x")
        == "--- x\n+++ x\n@@ -1,2 +1,2 @@\n-a\r\n-b\n\\ No newline at end of file\n+a\n+b\n")
  }
}
