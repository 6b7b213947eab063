// `import FPTReport` brings the module beneath it that its public declarations use.
@_exported import FPTResults
