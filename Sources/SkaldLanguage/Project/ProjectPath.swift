/// Paths as text: no file is touched.
enum ProjectPath {
  /// The path that a file names, as seen from the same place as the file's own; nil where it leaves the folder.
  static func resolve(_ path: String, from file: String, within folder: String) -> String? {
    guard !path.hasPrefix("/") else { return nil }
    let parent = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    let joined = parent.isEmpty && !file.hasPrefix("/") ? path : parent + "/" + path
    let resolved = normalized(joined)
    let root = normalized(folder)
    if root == "." { return resolved.hasPrefix("..") || resolved.hasPrefix("/") ? nil : resolved }
    if root == "/" { return resolved }
    return resolved.hasPrefix(root + "/") ? resolved : nil
  }

  /// The path without `.`, and without `..` where a name before it takes it up.
  static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else if part != ".." || !path.hasPrefix("/") {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    if path.hasPrefix("/") { return "/" + joined }
    return joined.isEmpty ? "." : joined
  }
}
