import CHDF5
import Foundation

/// A results file with something in it that no results file has, put there with libhdf5 itself.
enum HostileFile {
  struct Failure: Error { var call: String }

  /// Opens a copy of a results file for changes.
  static func edit(_ path: String, _ change: (hid_t) throws -> Void) throws {
    H5Eset_auto2(fpt_H5E_DEFAULT(), nil, nil)
    let access = H5Pcreate(fpt_H5P_FILE_ACCESS())
    defer { H5Pclose(access) }
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110)
    H5Pset_fclose_degree(access, H5F_CLOSE_STRONG)
    let file = try opened("H5Fopen", H5Fopen(path, forChanges, access))
    defer { H5Fclose(file) }
    try change(file)
  }

  /// H5F_ACC_RDWR, a macro that does not import.
  private static let forChanges: CUnsignedInt = 1

  @discardableResult
  static func opened(_ call: String, _ identifier: hid_t) throws -> hid_t {
    guard identifier >= 0 else { throw Failure(call: call) }
    return identifier
  }

  static func done(_ call: String, _ status: herr_t) throws {
    guard status >= 0 else { throw Failure(call: call) }
  }

  static func softLink(_ file: hid_t) throws {
    try done("H5Lcreate_soft", H5Lcreate_soft("/runs", file, "runs/again", 0, 0))
  }

  static func softLinkLoop(_ file: hid_t) throws {
    try done("H5Lcreate_soft", H5Lcreate_soft("/runs/b", file, "runs/a", 0, 0))
    try done("H5Lcreate_soft", H5Lcreate_soft("/runs/a", file, "runs/b", 0, 0))
  }

  static func externalLink(_ file: hid_t) throws {
    try done(
      "H5Lcreate_external",
      H5Lcreate_external("/etc/passwd", "/", file, "cells/elsewhere", 0, 0))
  }

  static func hardLinkCycle(_ file: hid_t) throws {
    try done("H5Lcreate_hard", H5Lcreate_hard(file, "/", file, "tables/root", 0, 0))
  }

  static func secondHardLink(_ file: hid_t) throws {
    try done("H5Lcreate_hard", H5Lcreate_hard(file, "/plots", file, "tables/plots", 0, 0))
  }

  static func namedDatatype(_ file: hid_t) throws {
    let type = H5Tcopy(fpt_H5T_IEEE_F32LE())
    defer { H5Tclose(type) }
    try done("H5Tcommit2", H5Tcommit2(file, "type", type, 0, 0, 0))
  }

  static func deepGroups(_ file: hid_t) throws {
    var parent = try opened("H5Gopen2", H5Gopen2(file, "/plots", 0))
    for _ in 0..<3000 {
      let child = try opened("H5Gcreate2", H5Gcreate2(parent, "g", 0, 0, 0))
      H5Gclose(parent)
      parent = child
    }
    H5Gclose(parent)
  }

  static func manyAttributes(_ file: hid_t) throws {
    let space = H5Screate(H5S_SCALAR)
    defer { H5Sclose(space) }
    let group = try opened("H5Gopen2", H5Gopen2(file, "/runs", 0))
    defer { H5Gclose(group) }
    for index in 0..<4200 {
      H5Aclose(
        try opened("H5Acreate2", H5Acreate2(group, "a\(index)", fpt_H5T_STD_I64LE(), space, 0, 0)))
    }
  }

  /// Adds a dataset `/x` without writing to it.
  static func dataset(
    _ file: hid_t, _ sizes: [hsize_t] = [4], type: hid_t = fpt_H5T_IEEE_F64LE(),
    mayGrow: Bool = false,
    _ configure: (hid_t) -> herr_t = { _ in 0 }
  ) throws {
    let creation = H5Pcreate(fpt_H5P_DATASET_CREATE())
    defer { H5Pclose(creation) }
    try done("configure", configure(creation))
    // A chunk may be larger than the dataset only where the dataset may grow.
    let unlimited = [hsize_t](repeating: .max, count: sizes.count)
    let space = H5Screate_simple(CInt(sizes.count), sizes, mayGrow ? unlimited : nil)
    defer { H5Sclose(space) }
    let dataset = try opened(
      "H5Dcreate2", H5Dcreate2(file, "x", type, space, 0, creation, 0))
    defer { H5Dclose(dataset) }
    // A scale of its own, so that what is wrong with the values is what is met.
    guard sizes.count == 1 else { return }
    try done("H5DSset_scale", H5DSset_scale(dataset, "x"))
  }

  static func externalStorage(_ file: hid_t) throws {
    try dataset(file) { H5Pset_external($0, "/etc/passwd", 0, 32) }
  }

  static func virtualDataset(_ file: hid_t) throws {
    let space = H5Screate_simple(1, [4], nil)
    defer { H5Sclose(space) }
    try dataset(file) { H5Pset_virtual($0, space, "/etc/passwd", "/x", space) }
  }

  static func hugeContiguous(_ file: hid_t) throws { try dataset(file, [1 << 50]) }

  static func hugeChunked(_ file: hid_t) throws {
    try dataset(file, [1 << 40]) { H5Pset_chunk($0, 1, [1024]) }
  }

  static func hugeChunk(_ file: hid_t) throws {
    try dataset(file, [4], mayGrow: true) { H5Pset_chunk($0, 1, [1 << 28]) }
  }

  static func checksumFilter(_ file: hid_t) throws {
    try dataset(file) { H5Pset_chunk($0, 1, [4]) < 0 ? -1 : H5Pset_fletcher32($0) }
  }

  /// A filter of the given number, optional so that the file can be made without it.
  static func unknownFilter(_ file: hid_t) throws {
    try dataset(file) {
      H5Pset_chunk($0, 1, [4]) < 0
        ? -1 : H5Pset_filter($0, 32_123, CUnsignedInt(H5Z_FLAG_OPTIONAL), 0, nil)
    }
  }

  static func compoundType(_ file: hid_t) throws {
    let type = H5Tcreate(H5T_COMPOUND, 8)
    defer { H5Tclose(type) }
    try done("H5Tinsert", H5Tinsert(type, "a", 0, fpt_H5T_IEEE_F64LE()))
    try dataset(file, type: type)
  }

  static func fixedText(_ file: hid_t) throws {
    let type = H5Tcopy(fpt_H5T_C_S1())
    defer { H5Tclose(type) }
    try done("H5Tset_size", H5Tset_size(type, 1 << 30))
    try dataset(file, type: type)
  }

  static func bigEndian(_ file: hid_t) throws {
    let type = H5Tcopy(fpt_H5T_IEEE_F64LE())
    defer { H5Tclose(type) }
    try done("H5Tset_order", H5Tset_order(type, H5T_ORDER_BE))
    try dataset(file, type: type)
  }

  /// Adds an empty group under a link name.
  static func name(_ name: String) -> @Sendable (hid_t) throws -> Void {
    { file in
      let tables = try opened("H5Gopen2", H5Gopen2(file, "/tables", 0))
      defer { H5Gclose(tables) }
      H5Gclose(try opened("H5Gcreate2", H5Gcreate2(tables, name, 0, 0, 0)))
    }
  }
}
