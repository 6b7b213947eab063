/// The version of this package, as the command and the provenance of results name it.
public let packageVersion = "0.1.0"
