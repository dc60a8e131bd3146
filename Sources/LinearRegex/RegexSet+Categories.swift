extension RegexSet {
  /// The general categories of `\p{name}`; in ECMA-262 a category has a long name too.
  static func categories(_ name: String, _ dialect: RegexDialect) -> [Unicode.GeneralCategory]? {
    var name = name
    if dialect == .ecmaScript {
      for property in ["General_Category=", "gc="] where name.hasPrefix(property) {
        name = String(name.dropFirst(property.count))
      }
      name = longNames.first { $0.long == name }?.short ?? name
    }
    let found = all.filter { $0.0 == name || ($0.0.hasPrefix(name) && name.utf8.count == 1) }.map(\.1)
    return found.isEmpty ? nil : found
  }

  private static let all: [(String, Unicode.GeneralCategory)] = [
    ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter), ("Lm", .modifierLetter),
    ("Lo", .otherLetter), ("Mn", .nonspacingMark), ("Mc", .spacingMark), ("Me", .enclosingMark),
    ("Nd", .decimalNumber), ("Nl", .letterNumber), ("No", .otherNumber), ("Pc", .connectorPunctuation),
    ("Pd", .dashPunctuation), ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
    ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol), ("Sc", .currencySymbol),
    ("Sk", .modifierSymbol), ("So", .otherSymbol), ("Zs", .spaceSeparator), ("Zl", .lineSeparator),
    ("Zp", .paragraphSeparator), ("Cc", .control), ("Cf", .format), ("Co", .privateUse),
  ]

  /// The names as [UTS 18](https://www.unicode.org/reports/tr18/#General_Category_Property) spells them out.
  private static let longNames: [(long: String, short: String)] = [
    ("Letter", "L"), ("Uppercase_Letter", "Lu"), ("Lowercase_Letter", "Ll"), ("Titlecase_Letter", "Lt"),
    ("Modifier_Letter", "Lm"), ("Other_Letter", "Lo"), ("Mark", "M"), ("Nonspacing_Mark", "Mn"),
    ("Spacing_Mark", "Mc"), ("Enclosing_Mark", "Me"), ("Number", "N"), ("Decimal_Number", "Nd"), ("digit", "Nd"),
    ("Letter_Number", "Nl"), ("Other_Number", "No"), ("Punctuation", "P"), ("Connector_Punctuation", "Pc"),
    ("Dash_Punctuation", "Pd"), ("Open_Punctuation", "Ps"), ("Close_Punctuation", "Pe"),
    ("Initial_Punctuation", "Pi"), ("Final_Punctuation", "Pf"), ("Other_Punctuation", "Po"), ("Symbol", "S"),
    ("Math_Symbol", "Sm"), ("Currency_Symbol", "Sc"), ("Modifier_Symbol", "Sk"), ("Other_Symbol", "So"),
    ("Separator", "Z"), ("Space_Separator", "Zs"), ("Line_Separator", "Zl"), ("Paragraph_Separator", "Zp"),
    ("Other", "C"), ("Control", "Cc"), ("Format", "Cf"), ("Private_Use", "Co"),
  ]
}
