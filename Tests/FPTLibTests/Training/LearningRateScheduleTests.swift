import FPTTraining
import Foundation
import Testing

/// The learning rate as a function of the step.
@Suite struct LearningRateScheduleTests {
  @Test("without a schedule every step has the optimizer's rate, to the bit")
  func constant() {
    let settings = TrainingSettings(optimizer: Adam(learningRate: 0.3), steps: 7)
    for step in 0..<7 { #expect(settings.learningRate(atStep: step) == 0.3) }
  }

  @Test(
    "the rise ends at the rate itself, and the fall at what is left",
    arguments: [
      CosineDecay(warmup: 0.1, end: 0.25) as any WarmupDecay,
      LinearDecay(warmup: 0.1, end: 0.25),
    ])
  func ends(schedule: any WarmupDecay) {
    #expect(schedule.value(atStep: 0, of: 100) == 0.1)
    #expect(schedule.value(atStep: 9, of: 100) == 1)
    #expect(schedule.value(atStep: 10, of: 100) == 1)
    #expect(abs(schedule.value(atStep: 55, of: 100) - 0.625) < 1e-15)
    #expect(abs(schedule.value(atStep: 100, of: 100) - 0.25) < 1e-15)
    let values = (10...100).map { schedule.value(atStep: $0, of: 100) }
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 >= $1 })
  }

  @Test("the cosine is the closed form, by no function of the C library")
  func cosine() {
    let schedule = CosineDecay()
    for step in 0..<1000 {
      let expected = (1 + cos(Double.pi * Double(step) / 1000)) / 2
      #expect(abs(schedule.value(atStep: step, of: 1000) - expected) < 1e-15)
    }
  }

  @Test("extreme lengths stay within 0 and 1", arguments: [0, 1, 2, 3], [0.0, 0.4, 1.0])
  func extremes(steps: Int, warmup: Double) {
    let schedules: [any WarmupDecay] = [CosineDecay(warmup: warmup), LinearDecay(warmup: warmup)]
    for schedule in schedules {
      for step in 0...steps + 1 {
        #expect((0...1).contains(schedule.value(atStep: step, of: steps)))
      }
    }
  }
}
