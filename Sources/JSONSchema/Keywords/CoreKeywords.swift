import SkaldValue

extension KeywordCatalog {
  /// What names schemas or speaks of them: the registry has read it, so only its form is checked here.
  static let core: [KeywordRule] = [
    KeywordRule("$id", .core) { source, reader throws(SchemaFault) in
      let uri = URIReference(try reader.text(source))
      guard uri.fragment ?? "" == "" else { throw reader.fault(source, "expected a URI without a fragment") }
      return nil
    },
    KeywordRule("$schema", .core, text), KeywordRule("$comment", .core, text),
    KeywordRule("$anchor", .core, anchor), KeywordRule("$dynamicAnchor", .core, anchor),
    KeywordRule("$vocabulary", .core) { source, reader throws(SchemaFault) in
      guard source.value.object?.allSatisfy({ $0.value.bool != nil }) == true else {
        throw reader.fault(source, "expected an object whose values are true or false")
      }
      return nil
    },
    KeywordRule("$defs", .core, holds: .map, definitions), KeywordRule("definitions", .core, holds: .map, definitions),
  ]

  /// What describes values without constraining them.
  static let annotations: [KeywordRule] = [
    KeywordRule("title", .metaData, text), KeywordRule("description", .metaData, text),
    KeywordRule("default", .metaData, anything), KeywordRule("examples", .metaData, list),
    KeywordRule("deprecated", .metaData, flag), KeywordRule("readOnly", .metaData, flag),
    KeywordRule("writeOnly", .metaData, flag), KeywordRule("format", .formatAnnotation, text),
    KeywordRule("contentEncoding", .content, text), KeywordRule("contentMediaType", .content, text),
    KeywordRule("contentSchema", .content, holds: .schema) { source, reader throws(SchemaFault) in
      _ = try reader.schema(source)
      return nil
    },
  ]

  private static let anything: KeywordRule.Read = { _, _ in nil }

  private static let text: KeywordRule.Read = { source, reader throws(SchemaFault) in
    _ = try reader.text(source)
    return nil
  }

  private static let flag: KeywordRule.Read = { source, reader throws(SchemaFault) in
    _ = try reader.flag(source)
    return nil
  }

  private static let list: KeywordRule.Read = { source, reader throws(SchemaFault) in
    guard case .array = source.value else { throw reader.fault(source, "expected a list") }
    return nil
  }

  private static let definitions: KeywordRule.Read = { source, reader throws(SchemaFault) in
    _ = try reader.schemaMap(source)
    return nil
  }

  private static let anchor: KeywordRule.Read = { source, reader throws(SchemaFault) in
    let name = try reader.text(source)
    let isWord = name.unicodeScalars.allSatisfy {
      $0.isASCII
        && ($0.properties.isAlphabetic || $0.properties.numericType != nil || "-._".unicodeScalars.contains($0))
    }
    let start = name.unicodeScalars.first.map { $0.properties.isAlphabetic || $0 == "_" } ?? false
    guard isWord, start else {
      throw reader.fault(source, "expected a letter or `_`, then letters, digits, `-`, `_` and `.`")
    }
    return nil
  }
}
