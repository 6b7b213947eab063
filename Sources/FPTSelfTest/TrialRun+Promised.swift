extension TrialRun {
  // Written by `FPT_UPDATE=1 swift test --filter SelfTestTests`.
  static let promisedFloat32 = "364ec7c6ca83f383150dbd5b9c7aaf3b197cbb1f5115537e5f9dd3a9538f02dc"
  static let promisedBFloat16 = "10f8b1f54031abc5a6273f342b0712283150b2db04be87747b1ee001e6e7ddcb"
}
