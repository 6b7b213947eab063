/// Version of the engine's numerics: raised whenever the same configuration and seed would give other bits.
public let numericsVersion = 5
