// `import FPTReport` brings the room beneath it that its own interface speaks of.
@_exported import FPTResults
