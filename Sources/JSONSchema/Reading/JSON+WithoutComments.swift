import SkaldValue

extension JSON {
  /// The keywords that speak to readers alone.
  private static let comments: Set<String> = ["$comment", "title", "description"]

  /// This schema without what changes no answer, so that a better description makes no other schema.
  var withoutComments: JSON {
    guard case .object(let schema) = self else { return self }
    var members: [JSONObject.Member] = []
    for member in schema where !Self.comments.contains(member.name) {
      var member = member
      switch (KeywordCatalog.byName[member.name]?.rule.holds, member.value) {
      case (.schema, _): member.value = member.value.withoutComments
      case (.list, .array(let values)): member.value = .array(values.map(\.withoutComments))
      case (.map, .object(let object)):
        member.value = .object(
          JSONObject(unique: object.members.map { .init(name: $0.name, value: $0.value.withoutComments) }))
      case (.nothing, _), (.list, _), (.map, _), (nil, _): break
      }
      members.append(member)
    }
    return .object(JSONObject(unique: members))
  }
}
