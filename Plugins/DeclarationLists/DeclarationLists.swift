import Foundation
import PackagePlugin

/// Lists, before a target is compiled, what its files declare for the catalog, so that an addition is its own file and nothing else.
@main
struct DeclarationLists: BuildToolPlugin {
  /// By target: the name of each list, the protocol that its members conform to, and protocols that refine it; or, behind a colon, the
  /// type whose static values they are.
  private static let lists: [String: [String]] = [
    "FPTCheckpoints": ["declaredContainers=TensorContainer"],
    "FPTData": ["declaredTasks=DeclaredTask,DeclaredImages"],
    "FPTModels": ["declaredModels=DeclaredModel,DeclaredTransformer"],
    "FPTTraining": ["declaredOptimizers=DeclaredOptimizer", "declaredSchedules=DeclaredSchedule"],
    "FPTMeasures": ["declaredMeasures=DeclaredMeasure"],
    "FPTScript": ["declaredCodes:DiagnosticCode"],
    "FPTFigures": ["declaredPlotKinds=PlotKind"],
    "fpt-script": ["declaredCommands=ListedCommand"],
  ]

  func createBuildCommands(context: PluginContext, target: Target) async throws -> [Command] {
    guard let target = target as? SourceModuleTarget, let lists = Self.lists[target.name] else {
      return []
    }
    let sources = target.sourceFiles(withSuffix: "swift").map(\.url)
      .sorted { $0.path < $1.path }
    let output = context.pluginWorkDirectoryURL.appending(path: "DeclarationLists.swift")
    return [
      .buildCommand(
        displayName: "Listing declarations of \(target.name)",
        executable: try context.tool(named: "list-declarations").url,
        arguments: [output.path] + lists + ["--"] + sources.map(\.path),
        inputFiles: sources, outputFiles: [output])
    ]
  }
}
