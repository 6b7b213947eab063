/// Version of the engine's numerics: raised whenever the same configuration and seed would give other bits.
///
/// Never inlined: a module that an incremental build left as it was would keep the number of before.
public var numericsVersion: Int {
  @inline(never) get { 5 }
}
