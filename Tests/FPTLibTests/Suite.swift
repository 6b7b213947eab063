import Testing

@testable import FPTLib
