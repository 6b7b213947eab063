import Testing

@testable import FPTRun

@Suite struct ClockTimeTests {
  @Test(arguments: [
    ("90s", 90.0), ("45m", 2_700), ("3h50m", 13_800), ("2d", 172_800), ("1d1h1m1s", 90_061),
    ("10:30", 630), ("0:30", 30), ("02:30:00", 9_000), ("1-04:00:00", 100_800), ("1-04", 100_800),
    ("1-04:30", 102_600),
  ])
  func read(text: String, seconds: Double) {
    #expect(ClockTime(parsing: text)?.seconds == seconds)
  }

  @Test(arguments: [
    "", "30", "h", "1h2", "2m1h", "1:2:3:4", "1:60", "-1:30", "1--2", "1-2-3", "1e3s",
    "9999999999s", "UNLIMITED",
    "INVALID", "٣h", "1.5h",
  ])
  func refused(text: String) { #expect(ClockTime(parsing: text) == nil) }

  @Test(arguments: [
    (60.0, "00:01:00"), (61, "00:02:00"), (14_400, "04:00:00"), (100_800, "1-04:00:00"),
    (0, "00:00:00"),
  ])
  func written(seconds: Double, text: String) {
    #expect(ClockTime(seconds: seconds).slurm == text)
    #expect((ClockTime(parsing: text)?.seconds ?? -1) >= seconds)
  }
}
