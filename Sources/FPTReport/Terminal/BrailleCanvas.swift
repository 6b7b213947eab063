/// A bitmap drawn with braille characters: two dots across and four down in every character.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  /// Dots of each character, row by row, in the order of Unicode's braille block.
  private var dots: [UInt8]
  /// Which line drew on a character last; nil where none did.
  private var owners: [Int?]

  init(columns: Int, rows: Int) {
    self.columns = max(columns, 1)
    self.rows = max(rows, 1)
    dots = Array(repeating: 0, count: self.columns * self.rows)
    owners = Array(repeating: nil, count: self.columns * self.rows)
  }

  var dotColumns: Int { columns * 2 }
  var dotRows: Int { rows * 4 }

  /// Sets one dot, counted from the upper left; dots outside are left out.
  mutating func set(x: Int, y: Int, owner: Int) {
    guard (0..<dotColumns).contains(x), (0..<dotRows).contains(y) else { return }
    let index = (y / 4) * columns + x / 2
    dots[index] |= Self.bit(x % 2, y % 4)
    owners[index] = owner
  }

  /// A straight line between two dots inside the canvas (Bresenham).
  mutating func line(from start: (x: Int, y: Int), to end: (x: Int, y: Int), owner: Int) {
    var (x, y) = start
    let stepX = end.x >= x ? 1 : -1
    let stepY = end.y >= y ? 1 : -1
    let spanX = abs(end.x - x)
    let spanY = -abs(end.y - y)
    var error = spanX + spanY
    while true {
      set(x: x, y: y, owner: owner)
      if x == end.x, y == end.y { return }
      let doubled = 2 * error
      if doubled >= spanY {
        error += spanY
        x += stepX
      }
      if doubled <= spanX {
        error += spanX
        y += stepY
      }
    }
  }

  /// The character at a place and the line that drew it last; a space where there is none.
  func character(row: Int, column: Int) -> (text: Character, owner: Int?) {
    let index = row * columns + column
    guard dots.indices.contains(index), dots[index] != 0,
      let scalar = Unicode.Scalar(0x2800 + UInt32(dots[index]))
    else { return (" ", nil) }
    return (Character(scalar), owners[index])
  }

  private static func bit(_ x: Int, _ y: Int) -> UInt8 {
    // Dots 1–6 fill the upper three rows column by column; 7 and 8 were added below.
    if y == 3 { return x == 0 ? 0x40 : 0x80 }
    return 1 << UInt8(x * 3 + y)
  }
}
