import Foundation
import PackagePlugin

/// Lists, before a target is compiled, what its files declare for the catalog, so that an addition is its own file and nothing else.
@main
struct DeclarationLists: BuildToolPlugin {
  /// By target: the name of each list, the protocol that its members conform to, and protocols that refine it; or, behind a colon, the
  /// type whose static values they are; or, behind an at sign, the file beside `Package.swift` that has the versions that were linked.
  private static let lists: [String: [String]] = [
    "FPTCheckpoints": ["declaredContainers=TensorContainer"],
    "FPTData": ["declaredTasks=DeclaredTask,DeclaredImages"],
    "FPTModels": ["declaredModels=DeclaredModel,DeclaredTransformer"],
    "FPTTraining": ["declaredOptimizers=DeclaredOptimizer", "declaredSchedules=DeclaredSchedule"],
    "FPTMeasures": ["declaredMeasures=DeclaredMeasure,SplitMeasure"],
    "FPTScript": ["declaredCodes:DiagnosticCode"],
    "FPTFigures": ["declaredPlotKinds=PlotKind"],
    "FPTRun": ["resolvedPackages@Package.resolved"],
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
        arguments: [output.path] + lists.map { absolute($0, in: context) } + ["--"]
          + sources.map(\.path),
        inputFiles: sources + lists.compactMap { pins($0, in: context) }, outputFiles: [output])
    ]
  }

  /// The file of pinned versions that a list is made of; nil for any other list.
  private func pins(_ list: String, in context: PluginContext) -> URL? {
    guard let at = list.firstIndex(of: "@") else { return nil }
    let file = context.package.directoryURL.appending(path: list[list.index(after: at)...])
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  private func absolute(_ list: String, in context: PluginContext) -> String {
    guard let at = list.firstIndex(of: "@"), let file = pins(list, in: context) else { return list }
    return list[...at] + file.path
  }
}
