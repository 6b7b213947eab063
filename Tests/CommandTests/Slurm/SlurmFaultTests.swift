import FPTLib
import Foundation
import Testing

/// What goes wrong on one node of a cluster, and what is left then.
@Suite(.serialized, .enabled(if: SlurmCluster.isInstalled, SlurmCluster.advice))
struct SlurmFaultTests {
  /// A program in place of ours that first runs a line of shell, for what is wrong on some node or in some stage.
  private static func program(_ cluster: SlurmCluster, after line: String) throws -> String {
    try cluster.command.write(
      "#!/bin/bash\n\(line)\nexec '\(try #require(Command.executable))' \"$@\"\n", to: "ours")
    _ = try cluster.shell("chmod 755 ours")
    return cluster.command.path("ours")
  }

  /// A library with which no regular file can be written to, as on a full disk.
  private static func fullDisk(_ cluster: SlurmCluster) throws -> String {
    try cluster.command.write(
      """
      #include <errno.h>
      #include <sys/stat.h>
      #include <sys/types.h>
      #include <sys/syscall.h>
      #include <unistd.h>
      static int full(int file) { struct stat s; return file > 2 && fstat(file, &s) == 0 && S_ISREG(s.st_mode); }
      ssize_t pwrite(int file, const void *p, size_t n, off_t at) { errno = ENOSPC; return -1; }
      ssize_t pwrite64(int file, const void *p, size_t n, off_t at) { errno = ENOSPC; return -1; }
      ssize_t write(int file, const void *p, size_t n) {
        if (full(file)) { errno = ENOSPC; return -1; }
        return syscall(SYS_write, file, p, n);
      }
      """, to: "full.c")
    let built = try cluster.shell("cc -shared -fPIC -o full.so full.c")
    try #require(built.status == 0, "\(built.messages)")
    return cluster.command.path("full.so")
  }

  private func submit(_ cluster: SlurmCluster, _ more: String...) throws -> Command.Result {
    try cluster.command.start(
      [
        "slurm", "tiny.fpt", "--store", "cells", "--threads", "1", "--time", "10m", "-o", "out.h5",
        "--submit",
      ] + more, environment: cluster.environment
    ).end()
  }

  private func status(_ cluster: SlurmCluster) throws -> Command.Result {
    try cluster.run("status", "tiny.fpt", "--store", "cells")
  }

  private func expectSerialDigest(_ cluster: SlurmCluster) throws {
    #expect(try cluster.run("tiny.fpt", "--store", "serial", "-o", "serial.h5").status == 0)
    let serial = try cluster.run("digest", "serial.h5").output.prefix { $0 != "\n" }
    let found = try cluster.run("digest", "out.h5").output.prefix { $0 != "\n" }
    #expect(serial.count >= 64 && found == serial, "\(cluster.logs)")
  }

  /// One line says what is wrong there; the other node's cells are kept, and the same command computes the rest.
  @Test func aFullDiskOnOneNode() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(TinyScript.text(seeds: "0..<6"), to: "tiny.fpt")
    let library = try Self.fullDisk(cluster)
    let program = try Self.program(
      cluster, after: "[[ $SLURMD_NODENAME == n1 ]] && export LD_PRELOAD='\(library)'")
    #expect(try submit(cluster, "--program", program).status == 0)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    let after = try status(cluster)
    #expect(after.status == 1 && after.output.contains("the disk is full"), "\(after.output)")
    let lines = try cluster.shell("cat cells/slurm/*.log").output.split(separator: "\n")
    // The job that writes the results file may come to the same node.
    let errors = lines.filter { $0.hasPrefix("error: cells/") && $0.contains("the disk is full") }
    let failed = try #require(after.output.firstMatch(of: /(\d+) failed/)?.1)
    #expect(Int(failed) == errors.count, "\(after.output)\(lines)")
    #expect(try submit(cluster).status == 0)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    #expect(try status(cluster).output.contains("6 cells: 6 done"))
    try expectSerialDigest(cluster)
  }

  /// Cells that begin with weights which could not be made are unavailable; all others are computed.
  @Test func aWeightThatIsMissing() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(OtherEnginesTests.grid, to: "tiny.fpt")
    let library = try Self.fullDisk(cluster)
    let program = try Self.program(
      cluster, after: "[[ \" $* \" == *' --stage 1 '* ]] && export LD_PRELOAD='\(library)'")
    #expect(try submit(cluster, "--program", program).status == 0)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    let after = try status(cluster)
    #expect(
      after.output.contains("7 cells: 3 done, 1 failed, 3 unavailable"),
      "\(after.output)\(cluster.logs)")
    #expect(FileManager.default.fileExists(atPath: cluster.command.path("out.h5")))
    #expect(try submit(cluster).status == 0)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    try expectSerialDigest(cluster)
  }

  /// A library with which it is an hour earlier.
  private static func slowClock(_ cluster: SlurmCluster) throws -> String {
    try cluster.command.write(
      """
      #include <sys/syscall.h>
      #include <sys/time.h>
      #include <time.h>
      #include <unistd.h>
      int clock_gettime(clockid_t clock, struct timespec *t) {
        int result = syscall(SYS_clock_gettime, clock, t);
        if (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE) t->tv_sec -= 3600;
        return result;
      }
      int gettimeofday(struct timeval *t, void *zone) {
        struct timespec now; clock_gettime(CLOCK_REALTIME, &now);
        t->tv_sec = now.tv_sec; t->tv_usec = now.tv_nsec / 1000;
        return 0;
      }
      time_t time(time_t *at) {
        struct timespec now; clock_gettime(CLOCK_REALTIME, &now);
        if (at) *at = now.tv_sec;
        return now.tv_sec;
      }
      """, to: "clock.c")
    let built = try cluster.shell("cc -shared -fPIC -o clock.so clock.c")
    try #require(built.status == 0, "\(built.messages)")
    return cluster.command.path("clock.so")
  }

  /// Nothing compares the clocks of two machines.
  @Test func aClockAnHourOff() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(OtherEnginesTests.grid, to: "tiny.fpt")
    let library = try Self.slowClock(cluster)
    let program = try Self.program(
      cluster, after: "[[ $SLURMD_NODENAME == n1 ]] && export LD_PRELOAD='\(library)'")
    #expect(try submit(cluster, "--program", program).status == 0)
    #expect(try cluster.isIdle(within: 120), "\(cluster.logs)")
    #expect(try status(cluster).output.contains("7 cells: 7 done"), "\(cluster.logs)")
    try expectSerialDigest(cluster)
  }

  /// Two people of one group who submit the same file to the same store: each cell is computed by one of them, and both have the results.
  @Test(
    .enabled(if: SharedStoreTests.canBeOthers, "needs root, and setpriv for two other users"))
  func twoUsersWithTheSameFile() throws {
    let cluster = try SlurmCluster(nodes: 2)
    try cluster.command.write(TinyScript.text(seeds: "0..<6"), to: "tiny.fpt")
    let folder = cluster.command.folder
    let users = ["daemon", "games"]
    _ = try cluster.shell(
      "chmod 755 . cluster cluster/munge; chmod a+r tiny.fpt cluster/slurm.conf; mkdir shared home; chmod 777 home; "
        + "chown :4242 shared; chmod 2775 shared")
    for user in users {
      let result = try cluster.shell(
        "setpriv --reuid \(user) --regid 4242 --clear-groups sh -c 'umask 002; HOME=\(folder)/home "
          + "XDG_CACHE_HOME=\(folder)/home/\(user) \"$FPT\" slurm tiny.fpt --store shared/cells --threads 1 --time 10m "
          + "-o shared/\(user).h5 --submit'")
      #expect(result.status == 0, "\(result.output)\(result.messages)")
    }
    let during = try cluster.run("status", "tiny.fpt", "--store", "shared/cells")
    #expect(during.status == 0, "\(during.output)\(during.messages)")
    #expect(try cluster.isIdle(within: 180))
    let digests = try users.map { try cluster.run("digest", "shared/\($0).h5").output }
    #expect(digests[0].count >= 64 && digests[0] == digests[1], "\(digests)")
    let logs = try cluster.shell("cat shared/cells/slurm/*.log").output
    #expect(
      logs.contains("done") && !logs.contains("not complete") && !logs.contains("denied"), "\(logs)"
    )
  }
}
