// `import FPTLib` brings the modules beneath it.
@_exported import FPTCheckpoints
@_exported import FPTData
@_exported import FPTFiles
@_exported import FPTJSON
@_exported import FPTMeasures
@_exported import FPTModels
@_exported import FPTResults
@_exported import FPTTraining
