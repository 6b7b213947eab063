import Synchronization
import Testing

@testable import FPTEngine

@Suite("Pooled memory")
struct BufferPoolTests {
  @Test("a buffer that is given back is handed out again")
  func reuse() {
    let pool = BufferPool()
    var first: Buffer? = pool.take(1_000)
    let address = first?.pointer
    first = nil
    let second = pool.take(900)
    // 900 and 1,000 floats are both rounded up to 1,024.
    #expect(second.pointer == address)
    #expect(pool.allocations == 1)
    let third = pool.take(1_000)
    #expect(third.pointer != second.pointer)
    #expect(pool.allocations == 2)
  }

  #if SPOILS_RETURNED_MEMORY
    @Test("what is given back is spoiled in the builds of ./test, to the last number")
    func spoiling() {
      let pool = BufferPool()
      let pointer = {
        let buffer = pool.take(1_000)
        for place in 0..<buffer.capacity { buffer.pointer[place] = 1 }
        return buffer.pointer
      }()
      let memory = pool.take(1_000)
      #expect(memory.pointer == pointer)
      #expect((0..<memory.capacity).allSatisfy { memory.pointer[$0].isNaN })
    }
  #endif

  @Test(
    "buffers are aligned, large enough and do not overlap", arguments: [0, 1, 255, 256, 257, 5_000])
  func capacity(count: Int) {
    let pool = BufferPool()
    let buffers = (0..<4).map { _ in pool.take(count) }
    for buffer in buffers {
      #expect(Int(bitPattern: buffer.pointer) % 64 == 0)
      #expect(buffer.capacity >= count)
    }
    let starts = buffers.map { Int(bitPattern: $0.pointer) }.sorted()
    for (a, b) in zip(starts, starts.dropFirst()) { #expect(b - a >= 4 * buffers[0].capacity) }
  }

  @Test("counts bytes in use and their peak")
  func accounting() {
    let pool = BufferPool()
    var a: Buffer? = pool.take(256)
    #expect(pool.bytesInUse == 1_024)
    var b: Buffer? = pool.take(257)
    #expect(pool.bytesInUse == 1_024 + 2_048)
    _ = a
    a = nil
    #expect(pool.bytesInUse == 2_048)
    #expect(pool.peakBytes == 3_072)
    pool.resetPeak()
    #expect(pool.peakBytes == 2_048)
    _ = b
    b = nil
    let c = pool.take(1)
    #expect(pool.bytesInUse == 1_024)
    #expect(pool.peakBytes == 2_048)
    _ = c
  }

  @Test("borrowed memory counts for nothing and keeps its owner alive")
  func borrowing() {
    final class Owner {
      let memory = UnsafeMutablePointer<Float>.allocate(capacity: 4)
      deinit { memory.deallocate() }
    }
    var owner: Owner? = Owner()
    weak let weakOwner = owner
    var buffer: Buffer? = owner.map { Buffer(borrowing: $0.memory, count: 4, owner: $0) }
    owner = nil
    #expect(weakOwner != nil)
    #expect(buffer?.capacity == 4)
    buffer = nil
    #expect(weakOwner == nil)
  }

  @Test("a measuring pool counts like a real one")
  func measuring() {
    let (real, measuring) = (BufferPool(), BufferPool(isMeasuring: true))
    for pool in [real, measuring] {
      let a = pool.take(10_000)
      var b: Buffer? = pool.take(77)
      _ = b
      b = nil
      let c = pool.take(50)
      _ = (a, c)
    }
    #expect(real.peakBytes == measuring.peakBytes)
    #expect(real.bytesInUse == measuring.bytesInUse)
    #expect(real.allocations == measuring.allocations)
  }

  @Test("a measuring context gives petabytes without touching any")
  func hugeMeasure() {
    let context = ComputeContext(workers: WorkerPool(threads: 2), isMeasuring: true)
    let tape = Tape(context: context, isTraining: true)
    let x = Variable(constant: context.uninitialized([1 << 12, 1 << 12, 1 << 12]))
    let slot = GradientSlot(shape: [1 << 12, 1 << 14])
    let w = Variable(trained: context.zeros([1 << 12, 1 << 14]), slot: slot)
    let y = tape.linear(x, [LinearWeight(w, bias: nil, layout: .inputOutput)])
    tape.backward(from: y, gradient: context.uninitialized(y.shape))
    #expect(context.matmulOperations == 2 * 2 << (24 + 12 + 14))
    #expect(context.memory.peakBytes > 1 << 40)
  }

  @Test(
    "scratch memory is a piece of its own for every thread", arguments: [1, 2, 3, 50], [1, 3, 8])
  func scratch(count: Int, threads: Int) {
    let context = ComputeContext(threads: threads)
    let size = 256
    context.parallel(count, scratch: size) { _, _ in }
    // The buffer of the first time, which every later time is handed again.
    let bytes = context.memory.peakBytes
    let start = Int(bitPattern: context.memory.take(bytes / 4).pointer)
    let strays = Atomic<Int>(0)
    for _ in 0..<200 {
      context.parallel(count, scratch: size) { index, piece in
        let place = Int(bitPattern: piece) - start
        guard place >= 0, place + 4 * size <= bytes else {
          strays.add(1, ordering: .relaxed)
          return
        }
        // Long enough for every thread to come by.
        for _ in 0..<10 {
          for place in 0..<size { piece[place] = Float(index) }
        }
        for place in 0..<size where piece[place] != Float(index) {
          strays.add(1, ordering: .relaxed)
        }
      }
    }
    #expect(strays.load(ordering: .relaxed) == 0)
    #expect(context.memory.allocations == 1)
    #expect(context.memory.bytesInUse == 0)
  }
}
