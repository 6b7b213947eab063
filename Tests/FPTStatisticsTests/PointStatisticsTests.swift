import FPTStatistics
import Testing

@Suite struct PointStatisticsTests {
  @Test func statisticsOverSeeds() {
    let three = PointStatistics([1, 2, 4])
    #expect(abs(three.mean - 7.0 / 3) < 1e-15)
    #expect(abs(three.standardDeviation - (7.0 / 3).squareRoot()) < 1e-12)
    #expect((three.smallest, three.largest) == (1, 4))
    #expect((three.median, three.lowerQuartile, three.upperQuartile) == (2, 1.5, 3))
    #expect(three.interquartileRange == 1.5)
  }

  @Test("one value has no spread, none has nothing")
  func few() {
    let one = PointStatistics([0.5])
    #expect((one.mean, one.median, one.smallest, one.count) == (0.5, 0.5, 0.5, 1))
    #expect(one.standardDeviation.isNaN && one.standardError.isNaN)
    #expect(one.interquartileRange.isNaN && one.interval() == nil)
    let none = PointStatistics([])
    #expect(none.mean.isNaN && none.median.isNaN && none.smallest.isNaN && none.count == 0)
    #expect(none.interval() == nil && !none.hasNoSpread)
  }

  @Test("equal values say nothing of the spread")
  func equal() {
    let same = PointStatistics([1, 1, 1])
    #expect(same.standardDeviation == 0 && same.hasNoSpread && same.interval() == nil)
  }

  @Test("a value that is no number makes all of them none")
  func notANumber() {
    let point = PointStatistics([1, .nan, 2])
    #expect(
      [point.mean, point.standardDeviation, point.median, point.smallest, point.largest]
        .allSatisfy { $0.isNaN })
    #expect(point.interval() == nil && PointStatistics([1, .infinity]).interval() == nil)
  }

  @Test("Student's table is met")
  func closedForm() throws {
    // t of one degree of freedom at 95 % is tan(0.475 π) = 12.706…
    let interval = try #require(PointStatistics([0, 2]).interval())
    #expect(abs(interval.halfWidth - 12.706204736174694) < 1e-11)
    #expect(interval.contains(1) && !interval.contains(14))
  }
}
