import Testing

@testable import FPTRun
