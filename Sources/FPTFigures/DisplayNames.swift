import FPTResults
import FPTSchema

/// The names that readers see: the one place that puts `label:`, `caption:` and `note:` of an experiment into what is shown of it.
///
/// Axes and groups of a results file have declared names. A figure passes through here before a table or chart is made of it.
package struct DisplayNames: Sendable {
  private let labels: [Key: NotebookLayout.Label]

  private struct Key: Hashable {
    var kind: String
    var name: String
  }

  /// The display names of a file; none leaves everything under its declared name.
  package init(_ labels: [NotebookLayout.Label] = []) {
    self.labels = Dictionary(
      labels.map { (Key(kind: $0.kind, name: $0.name), $0) },
      uniquingKeysWith: { first, _ in first }
    )
  }

  /// The name of a declaration as it is shown.
  package func name(_ name: String, of kind: String) -> String {
    labels[Key(kind: kind, name: name)]?.label ?? name
  }

  /// A table or plot with shown names in its heading and on its axes.
  ///
  /// An axis has the name of the kind whose declarations are its points: `task`, `arm`, and so on.
  package func shown(_ figure: ResultsDocument.Figure, as kind: String) -> ResultsDocument.Figure {
    var figure = figure
    figure.title = labels[Key(kind: kind, name: figure.name)]?.label ?? figure.title
    for index in figure.axes.indices {
      guard case .texts(let names) = figure.axes[index].labels else { continue }
      figure.axes[index].labels = .texts(names.map { name($0, of: figure.axes[index].name) })
    }
    // What is compared are points of an axis, which a comparison names beside them.
    let compared = figure.texts.first { $0.name == "axis" }?.values ?? []
    for index in figure.texts.indices {
      let text = figure.texts[index]
      if ["left", "right"].contains(text.name), compared.count == text.values.count {
        figure.texts[index].values = zip(text.values, compared).map { name($0, of: $1) }
      } else if text.name.hasPrefix("at_") {
        let axis = String(text.name.dropFirst("at_".count))
        figure.texts[index].values = text.values.map { name($0, of: axis) }
      }
    }
    figure.parts = figure.parts.map { shown($0, as: kind) }
    // Further measures of a table lie in groups of their names.
    if figure.name == NotebookLayout.Table.measuresGroup {
      for index in figure.parts.indices {
        figure.parts[index].name = name(figure.parts[index].name, of: "measure")
      }
    }
    return figure
  }

  /// An entry of the notebook with shown names of measures and published values.
  package func shown(_ item: NotebookLayout.Item) -> NotebookLayout.Item {
    switch item {
    case .table(var table):
      table.label = name(table.label, of: "measure")
      for index in table.further.indices {
        table.further[index].label = name(table.further[index].label, of: "measure")
      }
      table.reference = table.reference.map { name($0, of: "reference") }
      return .table(table)
    case .plot(var plot):
      plot.yLabel = name(plot.yLabel, of: "measure")
      return .plot(plot)
    case .map(var map):
      map.label = map.label.map { name($0, of: "measure") }
      return .map(map)
    case .other(let kind, let attributes):
      // What a budget counts is no measure's number.
      let kinds =
        kind == PlotSchema.budgetKind
        ? [:] : ["x_label": "measure", "y_label": "measure", "reference": "reference"]
      return .other(
        kind: kind,
        attributes: attributes.map { attribute in
          guard let kind = kinds[attribute.name], case .text(let text) = attribute.value else {
            return attribute
          }
          return ResultAttribute(attribute.name, .text(name(text, of: kind)))
        })
    case .prose: return item
    }
  }

  /// What is said under the heading and at the foot of a figure: its own caption and note, and a note of each declaration that is
  /// a point of one of its axes.
  package func remarks(
    on figure: ResultsDocument.Figure, as kind: String
  ) -> (caption: String?, notes: [String]) {
    let own = labels[Key(kind: kind, name: figure.name)]
    var notes = own?.note.map { [$0] } ?? []
    for axis in figure.axes {
      guard case .texts(let names) = axis.labels else { continue }
      for point in names {
        guard let label = labels[Key(kind: axis.name, name: point)], let note = label.note else {
          continue
        }
        notes.append("\(label.label ?? point): \(note)")
      }
    }
    return (own?.caption, notes)
  }
}
