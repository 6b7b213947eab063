import FPTStatistics
import Testing

@Suite struct PointStatisticsTests {
  @Test func statisticsOverSeeds() {
    let three = PointStatistics([1, 2, 4])
    #expect(abs(three.mean - 7.0 / 3) < 1e-15)
    #expect(abs(three.standardDeviation - (7.0 / 3).squareRoot()) < 1e-12)
    #expect((three.smallest, three.largest) == (1, 4))
    #expect(PointStatistics([0.5]).standardDeviation.isNaN)
    #expect(PointStatistics([]).mean.isNaN)
  }
}
