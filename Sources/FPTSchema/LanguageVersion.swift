/// Version of the `.fpt` language, written `fpt: 1` in every experiment.
public let languageVersion = 1
