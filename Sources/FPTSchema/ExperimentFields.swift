/// The fields with which an experiment says by whom it is and how it is cited; no identity of a cell has any of them.
package enum ExperimentFields {
  package static let authors = FieldSchema(
    "authors", .list(.text),
    "Whose experiment it is, for its citation and at the head of its page.",
    example: "authors: [\"Ada Lovelace\", \"Charles Babbage\"]")

  package static let paper = FieldSchema(
    "paper", .text, "The publication that it belongs to or follows, in words or as its number.",
    example: "paper: \"arXiv 2103.05247\"")

  package static let doi = FieldSchema(
    "doi", .text, "The DOI of the experiment itself, as archives give one.",
    example: "doi: \"10.5281/zenodo.1234567\"")

  package static let license = FieldSchema(
    "license", .text, "The license of its results and prose: an SPDX identifier, or words.",
    example: "license: \"CC-BY-4.0\"")

  package static let all = [authors, paper, doi, license]
}
