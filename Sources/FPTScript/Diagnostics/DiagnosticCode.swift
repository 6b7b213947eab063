/// The stable number of a finding; a number is never given to anything else.
package enum DiagnosticCode: Int, Sendable, Hashable, CaseIterable {
  // Letters and marks.
  case unexpectedCharacter = 1
  case unterminatedString = 2
  case unknownEscape = 3
  case malformedNumber = 4
  // Grammar.
  case unexpectedToken = 5
  case unclosedBracket = 6
  case nestingTooDeep = 7
  case misplacedProse = 8
  case misplacedArgument = 9
  case wrongDeclarationForm = 10
  // Names.
  case unknownKind = 20
  case unknownField = 21
  case unknownConstructor = 22
  case unknownName = 23
  case duplicateName = 24
  case duplicateField = 25
  case unknownAxis = 26
  case unknownChoice = 27
  case unknownProfile = 28
  case derivedFromItself = 29
  case recursiveUse = 30
  case unknownGroup = 31
  case unused = 32
  case unknownOverride = 33
  case ambiguousName = 34
  // Values.
  case wrongType = 40
  case outOfRange = 41
  case missingField = 42
  case fieldsDisagree = 43
  case wrongSchedule = 44
  case derivedTooOften = 45
  // Files.
  case unreadableSource = 50
  case malformedReference = 51
  case wrongPublishedValue = 52
  case unmatchedPublishedValue = 53
  // The experiment as a whole.
  case noExperiment = 60
  case unknownLanguageVersion = 61
  case emptyAxis = 62
  case duplicatePoint = 63
  case tooManyCells = 64
  case incompleteRun = 65
  case axisLeftOver = 66
  case withoutEffect = 67
  case wrongMeasure = 68
  case tooManyFindings = 69
  case weightsNotKept = 70

  /// `FPT0031`.
  package var description: String {
    let digits = String(rawValue)
    return "FPT" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// Reads `FPT0031`, `fpt31` or `31`; nil for anything else.
  package init?(parsing text: String) {
    let upper = text.uppercased()
    let digits = upper.hasPrefix("FPT") ? upper.dropFirst(3) : Substring(upper)
    guard digits.utf8.count <= 6, let number = Int(digits) else { return nil }
    self.init(rawValue: number)
  }
}

extension DiagnosticCode: CustomStringConvertible {}
