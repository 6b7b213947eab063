/// A summary of a task's data: the number of examples, their shape and their labels.
package struct DataSummary: Codable, Sendable, Hashable {
  /// Labels of one class by split, over all predictions.
  package struct ClassCount: Codable, Sendable, Hashable {
    /// The class as labels have it.
    package var number: Int
    /// The name of the class in the data; nil if the data have only its number.
    package var name: String?
    /// Labels of the training split.
    package var train = 0
    /// Labels of the validation split.
    package var validation = 0
    /// Labels of the test split.
    package var test = 0

    /// The name, cut where it is long, or the number.
    package var text: String { name?.beginning ?? String(number) }
  }

  /// The task's constructor, such as `Tensors`.
  package var constructor: String
  /// Examples by split; absent where they are made without end.
  package var examples: [String: Int]
  /// Tokens of every example.
  package var tokens: Int
  /// Numbers of a token; nil for symbols.
  package var width: Int?
  /// Symbols there are; nil for numbers.
  package var vocabulary: Int?
  /// Classes of one prediction.
  package var classes: Int
  /// Predictions of one example.
  package var predictions: Int
  /// Classes that have labels, by number; nil if the data were not read.
  package var counts: [ClassCount]?
  /// True if every example has several labels of 0 and 1, and exactly one 1.
  package var isOneHot = false
  /// True if the test split is the validation split.
  package var isTestValidation = false
  /// True if the number of classes comes from the largest label.
  package var infersClasses = false
  /// Examples that have the same inputs as others.
  package var duplicates = Duplicates()

  /// Numbers of examples whose inputs occur elsewhere, too.
  package struct Duplicates: Codable, Sendable, Hashable {
    /// Training examples that repeat an earlier one.
    package var withinTraining = 0
    /// Validation examples that are also training examples.
    package var validationInTraining = 0
    /// Test examples that are also training examples.
    package var testInTraining = 0
    /// Test examples that are also validation examples; 0 where the test split is the validation split.
    package var testInValidation = 0

    enum CodingKeys: String, CodingKey {
      case withinTraining = "within_training"
      case validationInTraining = "validation_in_training"
      case testInTraining = "test_in_training"
      case testInValidation = "test_in_validation"
    }
  }

  enum CodingKeys: String, CodingKey {
    case constructor, examples, tokens, width, vocabulary, classes, predictions, duplicates
    case counts = "class_counts"
    case isOneHot = "one_hot"
    case isTestValidation = "test_is_validation"
    case infersClasses = "classes_from_labels"
  }
}

extension String {
  /// The text, or so much of it as a message has room for.
  var beginning: String {
    let most = 60
    guard let end = unicodeScalars.index(startIndex, offsetBy: most, limitedBy: endIndex),
      end < endIndex
    else { return self }
    return String(unicodeScalars[..<end]) + "…"
  }
}

/// Facts about a task's data besides their shape.
public struct DataNotes: Sendable, Hashable {
  /// True if a scan of all examples is useful: they are data, and their labels are classes of the data.
  public var isScanned: Bool
  /// The data's own names of classes, by number.
  public var classNames: [Int: String]
  /// True if the number of classes comes from the largest label.
  public var infersClasses: Bool
  /// True if the test split is meant to be the validation split.
  public var isTestValidation: Bool

  /// States what is known; by default nothing.
  public init(
    isScanned: Bool = false, classNames: [Int: String] = [:], infersClasses: Bool = false,
    isTestValidation: Bool = false
  ) {
    self.isScanned = isScanned
    self.isTestValidation = isTestValidation
    self.classNames = classNames
    self.infersClasses = infersClasses
  }
}
