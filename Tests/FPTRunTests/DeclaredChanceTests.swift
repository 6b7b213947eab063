import FPTCatalog
import FPTLib
import FPTSchema
import Testing

@testable import FPTRun

@Suite("Chance accuracy of declared tasks")
struct DeclaredChanceTests {
  @Test(
    "is known of the declaration alone",
    arguments: [
      ("BitXOR", 0.5), ("BitMemory", 0.75), ("MNIST", 0.1135), ("FashionMNIST", 0.1),
      ("CIFAR10", 0.1), ("Digits", 183.0 / 1_797),
    ])
  func declared(name: String, chance: Double) throws {
    let shape = try Catalog.current.task(name).shape(of: FieldValues(of: name))
    #expect(shape?.chanceAccuracy == chance)
  }

  @Test("is not made up", arguments: ["ListOps", "RemoteHomology", "Tensors", "TextCorpus"])
  func unknown(name: String) throws {
    #expect(
      try Catalog.current.task(name).shape(of: FieldValues(of: name))?.chanceAccuracy == nil)
  }

  @Test("every task of the catalog is decided here")
  func complete() {
    let names = Set(Schema.current.constructors.filter { $0.role == .task }.map(\.name))
    #expect(
      names == [
        "BitXOR", "BitMemory", "MNIST", "FashionMNIST", "CIFAR10", "Digits", "ListOps",
        "RemoteHomology", "Tensors", "TextCorpus",
      ])
  }
}
