import Testing

@testable import FPTEvidence

/// Files of claims: what they say, and what is answered to one that says it wrongly.
@Suite struct ClaimListTests {
  static let header =
    "claim,part,line,direction,published,source,experiment,results,table,left,right,at,chance,condition,attention"
  static let row =
    "1 · Better,By task,Bit XOR,ahead,\"100, 50\",table 2,a.fpt,a.h5,Accuracy,x,y,\"task=bit_xor, model=m\",50%,,"

  @Test func readsLinesAndInheritsClaims() throws {
    let claims = try ClaimList(
      csv: """
        \(Self.header)
        \(Self.row)
        ,,Bit Memory,equal,,,a.fpt,a.h5,Accuracy,x,y,task=memory,0.75,Pretraining: seed=10 >= 95%,
        ,-,No part,descriptive,,,a.fpt,a.h5,Accuracy,,,,,,
        2 · Faster,,Steps,later,,,b.fpt,sub/b.h5,Steps,x,y,,,,attention 5-0 6-1
        """
    ).claims
    #expect(claims.map(\.claim) == ["1 · Better", "1 · Better", "1 · Better", "2 · Faster"])
    #expect(claims.map(\.part) == ["By task", "By task", "", ""])
    #expect(claims.map(\.number) == [2, 3, 4, 5])
    #expect(claims[0].published == "100, 50")
    #expect(claims[0].place.map(\.axis) == ["task", "model"])
    #expect(claims[0].chance == 0.5 && claims[1].chance == 0.75)
    #expect(claims[1].condition?.table == "Pretraining")
    #expect(claims[1].condition?.least == 0.95)
    #expect(claims[1].condition?.place == [.init(axis: "seed", label: "10")])
    #expect(claims[2].arms == nil)
    #expect(claims[3].attention?.pairs == [.init(query: 5, key: 0), .init(query: 6, key: 1)])
    #expect(claims[3].experimentName == "b")
  }

  static let faults: [(String, Int, String)] = [
    ("", 1, "has no line"),
    ("claim,lin\n", 1, "no column of claims is called `lin`"),
    ("claim,claim\n", 1, "stands twice"),
    ("claim,line\n", 1, "`direction` is missing"),
    (header + "\n" + row.replacing("ahead", with: "ahed"), 2, "no direction is called `ahed`"),
    (header + "\n" + row.replacing("x,y", with: "x,"), 2, "one is empty"),
    (header + "\n" + row.replacing("x,y", with: ","), 2, "compares two points"),
    (header + "\n\n" + row.replacing("50%", with: "150%"), 3, "from 0 to 100 %"),
    (header + "\n" + row.replacing("50%", with: "half"), 2, "no share"),
    (header + "\n" + row.replacing("50%", with: "1e-1%"), 2, "no share"),
    (header + "\n" + row.replacing("task=bit_xor", with: "task"), 2, "no point of an axis"),
    (header + "\n" + row.replacing("a.h5", with: "../a.h5"), 2, "a path below a folder"),
    (header + "\n" + row.replacing("a.h5", with: "/a.h5"), 2, "a path below a folder"),
    (header + "\n" + row.replacing("1 · Better", with: ""), 2, "names no claim"),
    (header + "\n" + row.replacing("50%,,", with: "50%,,attention 5"), 2, "no places"),
    (header + "\n" + row.replacing("50%,,", with: "50%,95%,"), 2, "no condition"),
    (header + "\n" + row + ",,more", 2, "fields are expected"),
    (header + "\n\"" + row, 2, "quotation mark"),
  ]

  @Test(arguments: faults.indices)
  func namesTheLineAndTheFault(_ index: Int) throws {
    let (text, line, message) = Self.faults[index]
    let error = try #require(throws: ClaimListError.self) { try ClaimList(csv: text) }
    #expect(error.line == line, "\(error)")
    #expect(error.message.contains(message), "\(error)")
  }

  @Test func readsCosts() throws {
    var costs = try ComputingCosts(listing: "a  one  1.5\nb  one  0.5\n\nc  two  2\n")
    try costs.add(
      spent: """
        finished,unit,experiment,end,cells,predicted core-hours,spent core-hours,jobs,threads
        2026-12-01,a,one,75,10,1.5,0.4,1,1
        2026-12-01,a,one,0,20,1.5,1.2,1,1
        2026-12-02,b,one,2,0,0.5,0.1,1,1
        2026-12-02,gone,one,0,3,1,9,1,1
        """)
    #expect(costs.units.map(\.isComputed) == [true, false, false])
    #expect(abs(costs.spent - 1.7) < 1e-12)
    #expect(costs.remaining(of: ["one"]) == 0.5)
    #expect(costs.remaining(of: ["one", "two"]) == 2.5)
    #expect(throws: CostError.self) { try ComputingCosts(listing: "a one") }
    #expect(throws: CostError.self) { try costs.add(spent: "unit,end\n") }
  }
}
