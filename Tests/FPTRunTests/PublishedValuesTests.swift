import Testing

@testable import FPTRun

@Suite("Reading published values")
struct PublishedValuesTests {
  private static let header = "row,column,value,unit,source,confidence\n"

  @Test("values come in the unit of the measure")
  func values() throws {
    let table = try PublishedValues(
      csv: Self.header + """
        FPT,mnist,98.0,%,"Lu 2021, table 1",secondary\r
        "F""PT",c10,,%,x,unknown

        FPT,steps,1e4,steps,x,secondary
        """)
    #expect(table.entries.map(\.source) == ["Lu 2021, table 1", "x", "x"])
    #expect(table.value(row: "FPT", column: "mnist") == .known(0.98))
    #expect(table.value(row: "FPT", column: "steps") == .known(10_000))
    #expect(table.value(row: "F\"PT", column: "c10") == .unknown)
    #expect(table.value(row: "Full", column: "mnist") == nil)
  }

  @Test(
    "what is wrong, and on which line",
    arguments: [
      ("", "line 1: expected the columns row,column,value,unit,source,confidence, found nothing"),
      ("a,b\n", "line 1: expected the columns row,column,value,unit,source,confidence, found a,b"),
      (header + "a,b,1,%,s\n", "line 2: expected 6 fields, found 5"),
      (header + "\n\na,b,1,%,s,c,d\n", "line 4: expected 6 fields, found 7"),
      (header + "a,b,x\u{1B},%,s,c\n", "line 2: expected a number or nothing as value, found “x�”"),
      (header + "a,b,nan,%,s,c\n", "line 2: expected a number or nothing as value, found “nan”"),
      (
        header + "a,b,1,%,\"s\n\",c\na,b,2,%,s,c\n",
        "line 4: a second value for row a and column b"
      ),
      (header + "a,b,1,%,\"s,c\n", "line 2: a quotation mark is not closed"),
    ])
  func errors(csv: String, message: String) {
    do {
      _ = try PublishedValues(csv: csv)
      Issue.record("accepted")
    } catch {
      #expect(error.description == message)
    }
  }
}
