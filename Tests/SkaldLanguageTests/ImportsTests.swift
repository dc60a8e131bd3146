import SkaldDiagnostics
import SkaldLanguage
import Testing

@Suite("What a file imports")
struct ImportsTests {
  @Test(
    "is found however it is written",
    arguments: [
      ("skald: 1\nsaga: a\nuse: [b.yaml, ../c.yaml]\nsteps: []\n", ["s/b.yaml", "c.yaml"]),
      ("skald: 1\nuse:\n  - b.yaml   # ours\n  - d/e.yaml\nsaga: a\n", ["s/b.yaml", "s/d/e.yaml"]),
      ("skald: 1\nuse:\n- b.yaml\n\n- c.yaml\n---\nskald: 1\nuse: d.yaml\n", ["s/b.yaml", "s/c.yaml", "s/d.yaml"]),
      ("skald: 1\nuse: [b.yaml,\n  c.yaml]\n", ["s/b.yaml", "s/c.yaml"]),
      ("skald: 1\nuse: [b.yaml,\nc.yaml\n]\n", ["s/b.yaml", "s/c.yaml"]),
      ("{ skald: 1, use: [b.yaml] }\n", ["s/b.yaml"]),
      ("skald: 1\n\"use\": b.yaml\n", ["s/b.yaml"]),
      ("skald: 1\nabout: &it b.yaml\nuse: *it\n", ["s/b.yaml"]),
      ("skald: 1\r\nuse: b.yaml\r\n", ["s/b.yaml"]),
      ("skald: 1\nabout: |\n  use: no.yaml\nuse: b.yaml\n", ["s/b.yaml"]),
      ("skald: 1\nuse: [/etc/passwd, ../../up.yaml]\n", []),
      ("skald: 1\nsaga: a\n", []), ("", []), ("use:\n", []),
    ])
  func paths(text: String, expected: [String]) {
    #expect(Imports.paths(of: SourceText(path: "s/a.yaml", text: text), projectFolder: ".") == expected)
  }
}
