import FPTSchema

/// Conditions between fields of a value that the schema alone decides.
struct FieldRules {
  let schema: Schema
  let diagnostics: DiagnosticList

  /// Reports every condition that a value does not meet.
  func check(_ value: Constructed, at span: SourceSpan) {
    guard let constructor = schema.constructor(value.constructor) else { return }
    for rule in constructor.rules {
      switch rule {
      case .divides(let name, let size, let whole):
        guard let part = integer(name, value), part > 0, size % part != 0 else { continue }
        report(
          "\(name) \(part) does not divide \(whole), \(size)", name, value, span,
          help: joined(usual(name, value), divisors(of: size, near: part)))
      case .multiple(let name, let of):
        guard let whole = integer(name, value), let part = integer(of, value), part > 0,
          whole % part != 0
        else { continue }
        report(
          "\(of) \(part) does not divide \(name) \(whole)", isUsual(of, value) ? name : of, value,
          span, help: joined(usual(of, value), divisors(of: whole, near: part)))
      case .evenMultiple(let name, let of):
        guard let whole = integer(name, value), let part = integer(of, value), part > 0,
          whole % part == 0, whole / part % 2 != 0
        else { continue }
        report(
          "\(of) \(part) share \(name) \(whole) in odd parts of \(whole / part)",
          isUsual(of, value) ? name : of, value, span,
          help: joined(
            usual(of, value), whole % 2 == 0 ? divisors(of: whole / 2, near: part) : nil))
      case .freshNeeds(let names):
        guard value["weights"] == nil else { continue }
        let missing = names.filter { value[$0] == nil }.map { "`\($0)`" }
        if !missing.isEmpty {
          report(
            "without `weights`, a \(value.constructor) needs \(missing.joined(separator: ", "))",
            "", value, span, help: "for example `\(constructor.example)`")
        } else if value["init"] != .symbol("random") {
          report(
            "without `weights` there is nothing pretrained to start from", "init", value, span,
            help: "add `init: random`")
        }
      case .loadedExcludes(let names):
        guard value["weights"] != nil else { continue }
        for name in names where value[name] != nil {
          report("the weights say what `\(name)` is", name, value, span, help: "leave it out")
        }
      case .excludes(let one, let other):
        let written = value.fields.filter { [one, other].contains($0.name) && $0.origin.isWritten }
        if written.count > 1 {
          report(
            "`\(one)` and `\(other)` exclude each other", other, value, span,
            help: "leave one of them out")
        }
      case .filesExclude(let field, let names):
        guard value[field] != nil else { continue }
        for given in value.fields where names.contains(given.name) && !given.isDefault {
          report(
            "`\(given.name)` has no effect beside `\(field)`", given.name, value, span,
            help: "leave out one of them")
        }
      case .together(let names):
        let missing = names.filter { value[$0] == nil }
        guard let given = names.first(where: { value[$0] != nil }) else { continue }
        for name in missing {
          report("`\(given)` needs `\(name)` beside it", given, value, span)
        }
      }
    }
  }

  private func isUsual(_ name: String, _ value: Constructed) -> Bool {
    value.fields.first { $0.name == name }.map { !$0.origin.isWritten } ?? true
  }

  /// Said of a number that nobody wrote.
  private func usual(_ name: String, _ value: Constructed) -> String? {
    guard isUsual(name, value), let number = integer(name, value) else { return nil }
    return "`\(name)` is \(number) unless you say otherwise"
  }

  private func joined(_ one: String?, _ other: String?) -> String? {
    let parts = [one, other].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// ``these do: 1, 2, 4, 7, 14, 28``; of very many, those nearest to what was written.
  private func divisors(of whole: Int, near part: Int) -> String? {
    guard (1...1_000_000).contains(whole) else { return nil }
    var divisors: [Int] = []
    var candidate = 1
    while candidate * candidate <= whole {
      if whole % candidate == 0 {
        divisors.append(candidate)
        if candidate != whole / candidate { divisors.append(whole / candidate) }
      }
      candidate += 1
    }
    divisors.sort()
    let most = 12
    if divisors.count > most {
      let nearest = divisors.sorted { (abs($0 - part), $0) < (abs($1 - part), $1) }
      divisors = nearest.prefix(most).sorted()
      return "the nearest that do: \(divisors.map(String.init).joined(separator: ", "))"
    }
    return "these do: \(divisors.map(String.init).joined(separator: ", "))"
  }

  private func integer(_ name: String, _ value: Constructed) -> Int? {
    if case .integer(let integer)? = value[name] { integer } else { nil }
  }

  /// Points at the place that set the field, or at the whole value where nothing did.
  private func report(
    _ message: String, _ field: String, _ value: Constructed, _ span: SourceSpan,
    help: String? = nil
  ) {
    let origin = value.fields.first { $0.name == field }?.origin
    diagnostics.report(.fieldsDisagree, message, at: origin?.span ?? span, help: help)
  }
}

extension Origin {
  /// True if a file or the command line gave the value.
  fileprivate var isWritten: Bool { self != .schemaDefault }
}
