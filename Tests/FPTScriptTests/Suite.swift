import Testing

@testable import FPTScript
