import ArgumentParser
import CEL
import SkaldValue

/// `skald eval`: tries an expression.
struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval", abstract: "Evaluate an expression, and print its value as JSON.",
    discussion: """
      Example:
        skald eval 'input.amount > 100 && "vip" in input.tags' --bindings '{"input": {"amount": 200, "tags": ["vip"]}}'
      """)

  @Argument(help: "The expression, in CEL.")
  var expression: String

  @Option(help: "The names in scope: a JSON object, or @file.")
  var bindings = "{}"

  @OptionGroup var format: FormatOption

  func run() throws {
    guard case .object(let names) = try JSONArgument.value(bindings, of: "--bindings") else {
      throw CommandFault.misuse("--bindings is not a JSON object")
    }
    let parsed: Expression
    do throws(ParseError) {
      parsed = try Expression(parsing: expression)
    } catch {
      throw fault(error.message, error.range)
    }
    do throws(EvaluationError) {
      Console.out(try parsed.evaluate(Bindings(names: names)).json().text)
    } catch {
      throw fault(error.message, error.range)
    }
  }

  /// The error with a caret below the expression.
  private func fault(_ message: String, _ range: Range<Int>) -> CommandFault {
    let before = String(decoding: Array(expression.utf8).prefix(range.lowerBound), as: UTF8.self)
    let column = before.unicodeScalars.count
    let marked = String(decoding: Array(expression.utf8)[range.clamped(to: 0..<expression.utf8.count)], as: UTF8.self)
    let carets = String(repeating: "^", count: max(1, marked.unicodeScalars.count))
    let place =
      format.isJSON
      ? " (column \(column + 1))" : "\n  \(expression)\n  \(String(repeating: " ", count: column))\(carets)"
    return .refused("expression", message + place)
  }
}

/// The names that `--bindings` gives.
private struct Bindings: Activation {
  let names: JSONObject
  func value(named name: String) -> Value? { names[name].map { Value($0) } }
}
