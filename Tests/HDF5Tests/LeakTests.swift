import Foundation
import Testing

@testable import HDF5

/// Nothing stays open: each suite of this module runs once more in a process of its own, where no other test has files.
@Suite struct LeakTests {
  @Test func roundTripsLeaveNothingOpen() async {
    await #expect(processExitsWith: .success) {
      for layout in HyperslabTests.layouts {
        try HyperslabTests().partsAreRead(layout: layout)
        try HyperslabTests().partsAreWritten(layout: layout)
      }
      try RoundTripTests().everyNumberType()
      try RoundTripTests().deflatedChunks()
      try RoundTripTests().textsOfAllKinds()
      try RoundTripTests().namesComeInCreationOrder()
      try RoundTripTests().imageInMemoryIsTheFile()
      try RoundTripTests().dimensionScales()
      #expect(try OpenIdentifiers.now() == OpenIdentifiers())
    }
  }

  @Test func failuresLeaveNothingOpen() async {
    await #expect(processExitsWith: .success) {
      try ErrorTests().missingFileHasTheLibrarysReason()
      try ErrorTests().textIsNotAnHDF5File()
      try ErrorTests().wrongTypeCountAndLimit()
      try ErrorTests().claimedButUnwrittenDataIsNotAllocated()
      try ErrorTests().textsBeyondTheLimit()
      try ErrorTests().namesAndTexts()
      try ErrorTests().closedFile()
      try await ErrorTests().filesOnManyThreads()
      try HyperslabTests().limitsCountThePartAndTheChunk()
      try HyperslabTests().partsOutsideAreErrors(part: Hyperslab(start: [0], count: [1]))
      #expect(try OpenIdentifiers.now() == OpenIdentifiers())
    }
  }

  /// The count itself can tell.
  @Test func whatIsOpenIsCounted() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let file = try File.create(folder.file("x.h5"))
      let root = try file.root()
      let dataset = try root.createDataset("x", type: .int64, space: .simple([1]))
      let open = try OpenIdentifiers.now()
      #expect(open.files == 1)
      #expect(open.groups == 1)
      #expect(open.datasets == 1)
      #expect(open.held == 3)
      #expect(!open.isEmpty)
      try file.close()
      withExtendedLifetime((root, dataset)) {}
      // Closing a file closes all in it; the objects give their numbers back when they go.
      #expect(try OpenIdentifiers.now().files == 0)
      #expect(try OpenIdentifiers.now().datasets == 0)
    }
  }
}
