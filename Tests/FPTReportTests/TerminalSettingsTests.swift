import Testing

@testable import FPTReport

@Suite("Terminal settings")
struct TerminalSettingsTests {
  struct Case: CustomTestStringConvertible {
    var isTerminal = true
    var columns: Int? = 100
    var environment: [String: String] = [:]
    var width = 100
    var color = true
    var isLive = true
    var testDescription: String { "\(isTerminal) \(columns ?? 0) \(environment)" }
  }

  @Test(
    arguments: [
      Case(),
      Case(isTerminal: false, columns: nil, width: 80, color: false, isLive: false),
      Case(environment: ["NO_COLOR": "1"], color: false),
      Case(environment: ["NO_COLOR": ""]),
      Case(environment: ["TERM": "dumb"], color: false, isLive: false),
      Case(environment: ["CI": "true"], isLive: false),
      Case(environment: ["COLUMNS": "60"], width: 60),
      Case(environment: ["COLUMNS": "-3"]),
      Case(environment: ["COLUMNS": "99999999999999999999"]),
      Case(columns: 0, width: 80),
    ])
  func decisions(_ example: Case) {
    let settings = TerminalSettings(
      isTerminal: example.isTerminal, columns: example.columns, environment: example.environment)
    #expect(settings.width == example.width)
    #expect(settings.color == example.color)
    #expect(settings.isLive == example.isLive)
    let mode: ProgressDisplay.Mode =
      example.isLive ? .live(columns: example.width, color: example.color) : .plain
    #expect(settings.progressMode == mode)
  }
}
