/// What was understood of a task's data: how many examples of what shape, and which labels they have.
public struct DataSummary: Codable, Sendable, Hashable {
  /// Labels of one class by split, over all predictions.
  public struct ClassCount: Codable, Sendable, Hashable {
    public var number: Int
    /// As the data call it; nil where they number it.
    public var name: String?
    public var train = 0
    public var validation = 0
    public var test = 0

    /// The name, or the number.
    public var text: String { name ?? String(number) }
  }

  /// The task's constructor, such as `Tensors`.
  public var constructor: String
  /// Examples by split; absent where they are made without end.
  public var examples: [String: Int]
  public var tokens: Int
  /// Numbers of a token; nil for symbols.
  public var width: Int?
  /// Symbols there are; nil for numbers.
  public var vocabulary: Int?
  /// Classes of one prediction.
  public var classes: Int
  /// Predictions of one example.
  public var predictions: Int
  /// Classes that have labels, by number; nil where the data are not looked through.
  public var counts: [ClassCount]?
  /// Whether every example has several labels of 0 and 1, and exactly one 1.
  public var isOneHot = false
  /// Whether the test split is the validation split.
  public var isTestValidation = false
  /// Whether the number of classes was concluded from the largest label.
  public var infersClasses = false
  /// Examples that have the same inputs as others.
  public var duplicates = Duplicates()

  /// Numbers of examples whose inputs occur elsewhere, too.
  public struct Duplicates: Codable, Sendable, Hashable {
    /// Training examples that repeat an earlier one.
    public var withinTraining = 0
    /// Validation examples that are also training examples.
    public var validationInTraining = 0
    /// Test examples that are also training examples.
    public var testInTraining = 0
    /// Test examples that are also validation examples; 0 where the test split is the validation split.
    public var testInValidation = 0

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

/// What a task knows of its data beyond their shape.
public struct DataNotes: Sendable, Hashable {
  /// Whether looking through all examples tells something: they are data, and their labels are classes of theirs.
  public var isScanned: Bool
  /// The data's own names of classes, by number.
  public var classNames: [Int: String]
  /// Whether the number of classes was concluded from the largest label.
  public var infersClasses: Bool
  /// Whether the test split is, by intention, the validation split.
  public var isTestValidation: Bool

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
