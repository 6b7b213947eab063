import Testing

@testable import FPTReport
