import Testing

@testable import FPTEngine
