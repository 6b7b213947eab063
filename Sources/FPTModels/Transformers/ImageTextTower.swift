import FPTCheckpoints

/// The vision tower of a model of images and texts, which has a configuration of its own or stands in that of the whole model.
protocol ImageTextTower {
  /// What it makes of the keys of a tower's configuration.
  static var configurationKeys: ConfigurationKeys { get }
  /// What it makes of the keys around a tower's configuration.
  static var wholeKeys: ConfigurationKeys { get }
  /// What stands under `model_type` in a tower's configuration.
  static var towerTypes: [String] { get }
  /// What stands under `model_type` in that of a whole model.
  static var wholeTypes: [String] { get }
}

extension ImageTextTower {
  /// The tower's configuration: all of it, or what stands under `vision_config`.
  ///
  /// - Throws: `CheckpointError` for keys that are refused on either level, and for a whole model without the configuration of a tower.
  static func towerConfiguration(
    _ c: ModelConfiguration, model: String
  ) throws(CheckpointError) -> ModelConfiguration {
    guard try isWhole(c) else {
      try c.requireKnown(configurationKeys, model: model)
      return c
    }
    try c.requireKnown(wholeKeys, model: model)
    let tower = try nestedTower(of: c)
    try tower.requireKnown(configurationKeys, model: model)
    return tower
  }

  /// The keys that are refused on both levels, those of the whole model first.
  static func refusedTowerKeys(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> [RefusedKey] {
    guard try isWhole(c) else { return c.refused(by: configurationKeys) }
    return c.refused(by: wholeKeys) + (try nestedTower(of: c)).refused(by: configurationKeys)
  }

  private static func isWhole(_ c: ModelConfiguration) throws(CheckpointError) -> Bool {
    wholeTypes.contains(try c.text("model_type", oneOf: towerTypes + wholeTypes))
  }

  /// transformers reads `vision_config_dict`, which old files have, in place of `vision_config`.
  private static func nestedTower(
    of c: ModelConfiguration
  ) throws(CheckpointError) -> ModelConfiguration {
    let key = c.contains("vision_config_dict") ? "vision_config_dict" : "vision_config"
    guard let nested = try c.object(key) else {
      throw .missingKey(file: c.path, key: "vision_config", expected: "an object")
    }
    _ = try nested.text("model_type", oneOf: towerTypes, default: towerTypes.first)
    return nested
  }
}

extension TransformerShape {
  /// The shape of a tower, whose configuration leaves out what is as in the smallest published model.
  ///
  /// - Throws: `CheckpointError`.
  init(
    tower c: ModelConfiguration, _ keys: TransformerKeys, base: TransformerShape
  ) throws(CheckpointError) {
    self.init(
      layers: try c.integer(keys.layers, in: 1...1024, default: base.layerCount),
      width: try c.integer(keys.width, default: base.width),
      heads: try c.integer(keys.heads, in: 1...1024, default: base.heads),
      innerWidth: try c.integer("intermediate_size", default: base.innerWidth),
      epsilon: base.epsilon)
    try readChoices(c, keys)
    try requireWholeHeads(c, keys)
  }
}
