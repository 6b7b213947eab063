import Testing

@testable import FPTScript

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
    #expect(table.entry(row: "FPT", column: "mnist")?.confidence == .secondary)
  }

  /// What spreadsheets and other programs write of the same value.
  @Test(arguments: [
    "a,b,52.1,%,s,primary\n", "a,b,52.1,percent,s,primary\n", "a,b,52.1, % ,s, primary \n",
    "a,b,52.1%,,s,primary\n", "a,b,52.1 %,%,s,primary\n", "a,b,\u{A0}52.1\u{A0},%,s,primary\n",
    "a,b,0.521,,s,primary\n", "a,b,0.521,fraction,s,primary\n", "a,b,5.21e1,%,s,primary\n",
    "a,b,+52.1,%,s,primary\r\n,,,,,\r\n,,,,,\r\n", "a,b,52.1,%,s,primary,,\n , ,,,,\n",
    "\na,b,52.1,%,s,primary\n\n\n", "\"a\",\"b\",\"52.1\",\"%\",\"s\",\"primary\"",
  ])
  func oneValueInManyForms(line: String) throws {
    for start in [
      Self.header, "\u{FEFF}" + Self.header, " Row , Column,Value,unit,source,confidence,,\r\n",
    ] {
      let table = try PublishedValues(csv: start + line)
      #expect(table.value(row: "a", column: "b") == .known(0.521))
      #expect(table.entries.count == 1)
      #expect(table.entries.first?.confidence == .primary)
    }
  }

  /// Semicolons and tabs, as the first line has them, with decimal commas.
  @Test(arguments: [
    "row;column;value;unit;source;confidence\na;b;52,1;%;s, t;primary\n;;;;;\n",
    "row;column;value;unit;source;confidence\r\na;b;52.1;%;s;primary\r\n",
    "sep=;\nrow;column;value;unit;source;confidence\na;b;52,1;%;s;primary\n",
    "sep=,\nrow,column,value,unit,source,confidence\na,b,52.1,%,s,primary\n",
    "row\tcolumn\tvalue\tunit\tsource\tconfidence\na\tb\t52,1\t%\ts\tprimary\n",
    "\"row\";\"column\";\"value\";\"unit\";\"source\";\"confidence\"\n\"a\";\"b\";\"52,1\";\"%\";s;primary",
  ])
  func otherSigns(csv: String) throws {
    let table = try PublishedValues(csv: csv)
    #expect(table.value(row: "a", column: "b") == .known(0.521))
  }

  @Test("a minus sign of typesetters is one")
  func minus() throws {
    let table = try PublishedValues(csv: Self.header + "a,b,\u{2212}5,%,s,primary\n")
    #expect(table.value(row: "a", column: "b") == .known(-0.05))
  }

  @Test(
    "what is wrong, and on which line",
    arguments: [
      ("", "line 1: a file of published values has no line"),
      ("a,b\n", "line 1: these are not the columns of published values: `row` is expected here"),
      (
        "arm;task;accuracy\n",
        "line 1: these are not the columns of published values, which stand between semicolons here: `row` is expected here"
      ),
      (
        "row,column,value,unit,source\n",
        "line 1: these are not the columns of published values: `confidence` is missing"
      ),
      (
        "row,column,value,unit,source,confidence,note\n",
        "line 1: these are not the columns of published values: there is no column behind `confidence`"
      ),
      (header + "a,b,1,%,s\n", "line 2: 6 fields are expected, found 5"),
      (header + "\n\na,b,1,%,s,c,d\n", "line 4: 6 fields are expected, found 7"),
      (
        header + "a,b,x\u{1B},%,s,\n",
        "line 2: `x\\u{1B}` is no published value: a number in decimal digits is expected, or nothing"
      ),
      (
        header + "a,b,nan,%,s,\n",
        "line 2: `nan` is no published value: a number is expected, or nothing"
      ),
      (
        header + "a,b,NA,%,s,\n",
        "line 2: `NA` is no published value: a number is expected, or nothing"
      ),
      (
        header + "a,b,0x34,%,s,\n",
        "line 2: `0x34` is no published value: a number in decimal digits is expected, or nothing"
      ),
      (
        header + "a,b,about 97,%,s,\n",
        "line 2: `about 97` is no published value: a number in decimal digits is expected, or nothing"
      ),
      (
        header + "a,b,52.1 ± 0.3,%,s,\n",
        "line 2: `52.1 ± 0.3` is no published value: a deviation has no place here"
      ),
      (
        header + "a,b,\"52,1\",%,s,\n",
        "line 2: `52,1` is no published value: numbers take a decimal point"
      ),
      (
        header + "a,b,\"1,234,567\",steps,s,\n",
        "line 2: `1,234,567` is no published value: no comma between thousands"
      ),
      (
        "row;column;value;unit;source;confidence\na;b;1,234;steps;s;\n",
        "line 2: `1,234` is no published value: a comma may be a decimal comma or stand between thousands"
      ),
      (
        header + "a,b,1e999,%,s,\n",
        "line 2: `1e999` is no published value: this number is too large"
      ),
      (header + "a,b,1,banana,s,\n", "line 2: no unit is called `banana`"),
      (header + "a,b,1,prcent,s,\n", "line 2: no unit is called `prcent`: did you mean `percent`?"),
      (header + "a,b,1%,steps,s,\n", "line 2: the value is in percent, and its unit is `steps`"),
      (header + "a,b,1,%,s,sure\n", "line 2: `sure` says no confidence"),
      (
        header + "a,b,1,%,s,Secondary\n",
        "line 2: `Secondary` says no confidence: did you mean `secondary`?"
      ),
      (
        header + "a,b,1,%,\"s\n\",\na,b,2,%,s,\n",
        "line 4: row `a` and column `b` have a second value"
      ),
      (header + "a,b,1,%,\"s,c\n", "line 2: a quotation mark is not closed"),
      (header + "a,b,1,%,s\u{0}x,\n", "line 2: NUL stands in a field"),
      (header + "\"a\"x,b,1,%,s,\n", "line 2: a field goes on behind its quotation mark"),
    ])
  func errors(csv: String, message: String) {
    do {
      _ = try PublishedValues(csv: csv)
      Issue.record("accepted")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test("results of earlier versions are shown as far as their values can be read")
  func lenient() throws {
    let values = try #require(
      PublishedValues(asFarAsReadable: Self.header + "a,b,1,%,s,secondary\nc,d,1,banana,s,\n"))
    #expect(values.entry(row: "a", column: "b")?.source == "s")
    #expect(values.entry(row: "c", column: "d") == nil)
    #expect(PublishedValues(asFarAsReadable: "a,b\n") == nil)
  }

  /// Commas alone take neither memory nor time.
  @Test func aFileOfCommasIsEmpty() throws {
    let table = try PublishedValues(csv: Self.header + String(repeating: ",", count: 1 << 20))
    #expect(table.entries.isEmpty)
  }
}
