// `import FPTLib` brings the rooms beneath it that its own interface speaks of.
@_exported import FPTJSON
@_exported import FPTResults
