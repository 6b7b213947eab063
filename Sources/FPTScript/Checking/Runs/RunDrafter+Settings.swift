import FPTSchema

extension RunDrafter {
  /// Checks names, types and ranges of an entry, whether or not it is in force.
  func check(_ setting: Setting) {
    switch setting.target {
    case .axis(let name):
      _ = axisPoints(name, setting.value, path: setting.path, layer: setting.layer)
    case .part(let kind): _ = values.part(setting.value, kind: kind, layer: setting.layer)
    case .kindField(let kind, let rest):
      values.checkField(rest, kind: kind, key: nil, value: setting.value, layer: setting.layer)
    case .declaration(let key, let rest):
      names.use(key)
      if !rest.isEmpty {
        values.checkField(
          rest, kind: key.kind, key: key, value: setting.value, layer: setting.layer)
      } else if key.kind == .arm || key.kind == .run {
        diagnostics.report(
          .unknownOverride, "\(key.kind.withArticle) cannot be replaced as a whole",
          at: setting.path.span, help: "set its fields, as in `\(key.name).train: …`")
      } else if key.kind == .freeze {
        _ = values.freezing(setting.value)
      } else if key.kind != .param {
        _ = values.constructed(setting.value, kind: key.kind, key: nil, layer: setting.layer)
      }
    }
  }
}
