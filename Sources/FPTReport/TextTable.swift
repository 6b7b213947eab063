/// A table as the report shows it: headings and already formatted cells.
public struct TextTable: Sendable {
  public var title: String
  public var header: [String]
  public var rows: [[String]]
  public init(title: String, header: [String], rows: [[String]]) {
    self.title = title
    self.header = header
    self.rows = rows
  }
}
