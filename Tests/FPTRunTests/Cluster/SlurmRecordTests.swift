import Testing

@testable import FPTRun

@Suite struct SlurmRecordTests {
  @Test func lines() {
    let record = SlurmRecord(
      """
      12 stage1 1 0123456789ab 4
      13 stage2 25 aaaaaaaaaaaa 4
      14 merge 1 - 1
      hello
      x stage2 25 aaaaaaaaaaaa 4
      15 stage2 0 aaaaaaaaaaaa 4
      16 stage2 -3 aaaaaaaaaaaa 4

      """)
    #expect(record.jobs.map(\.identifier) == ["12", "13", "14"])
    #expect(record.jobs.map(\.stage) == [1, 2, nil])
    #expect(record.jobs[1].count == 25 && record.jobs[1].threads == 4)
  }

  @Test func accounts() {
    let states = SlurmAccounts.states(
      "12_1|COMPLETED\n12_2|TIMEOUT\n12_3|CANCELLED by 0\n\nx\n|y\n12_2|FAILED\n")
    #expect(states == ["12_1": "COMPLETED", "12_2": "FAILED", "12_3": "CANCELLED by 0"])
    #expect(SlurmAccounts.arguments(jobs: ["12", "13"]).last == "--jobs=12,13")
  }

  @Test func queue() throws {
    let task = try #require(QueuedTask("12_3|PENDING||4:00:00|Resources"))
    #expect(task.waits && task.identifier == "12_3" && task.reason == "Resources")
    let running = try #require(QueuedTask("12_3|RUNNING|n1|3:59|None"))
    #expect(!running.waits && running.node == "n1")
    for line in ["", "12", "a|b|c|d", "|a|b|c|d", "1|2|3|4|5|6"] {
      #expect(QueuedTask(line) == nil)
    }
  }
}
