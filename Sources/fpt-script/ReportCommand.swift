import ArgumentParser
import FPTLib
import FPTReport
import FPTRun

/// `fpt-script report FILE.h5`: the notebook as one HTML page, or two beside each other.
struct ReportCommand: ListedCommand {
  static let section = CommandSection.results
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Writes the notebook of a results file as one HTML page.",
    discussion: """
      fpt-script report FILE.h5                       beside the results, as FILE.html
      fpt-script report FILE.h5 --anonymous           for a review in which nobody is named, as FILE.anonymous.html
      fpt-script report --compare A.h5 B.h5 -o page.html
                                                      two results of one experiment beside each other
      """)

  @Argument(
    help: "The results file; of --compare two.", completion: .file(extensions: ["h5"]))
  var files: [String]

  @Flag(help: "Sets two results files beside each other: configuration, tables, cells, digests.")
  var compare = false

  @Flag(
    help: """
      Leaves out names of persons, hosts and folders, the commit, and whose license it is; the numbers and their \
      digest stay.
      """)
  var anonymous = false

  @Option(name: [.customShort("o"), .long], help: "The page; by default beside the results.")
  var output: String?

  func checkArguments() throws {
    if compare, files.count != 2 {
      throw ValidationError("--compare takes two results files; found \(files.count)")
    }
    if !compare, files.count > 1 {
      throw ValidationError(
        "a page is of one results file; --compare sets two beside each other")
    }
    if compare, anonymous {
      throw ValidationError("--anonymous is for a page of one results file")
    }
    if compare, output == nil { throw ValidationError("say with -o which page to write") }
  }

  func run() throws {
    let plain = files[0].hasSuffix(".h5") ? String(files[0].dropLast(3)) : files[0]
    // Neither page takes the place of the other.
    let page = output ?? plain + (anonymous ? ".anonymous.html" : ".html")
    do {
      let html = try html()
      for file in files { try WrittenFile.check(page, from: file) }
      try ResultFile.write(text: html, to: page)
    } catch let code as ExitCode {
      throw code
    } catch let error as ResultFileError {
      throw Failure.stop(error, Failure.code(for: error))
    } catch let error as UnlikeResults {
      throw Failure.stop("\(error)", help: "--compare is for two results of one experiment")
    } catch {
      throw Failure.stop(error)
    }
    Terminal.print(page + "\n")
  }

  private func html() throws -> String {
    if compare {
      return HTMLPage.render(try NotebookPair(comparing: files[0], with: files[1]))
    }
    let notebook = try Notebook(shownFrom: files[0], isForOthers: true)
    guard anonymous else { return HTMLPage(notebook).render() }
    let names = try OwnNames.here + OwnNames.of(files[0])
    let hidden = AnonymousNotebook(notebook, names: names)
    for place in hidden.places {
      Terminal.tell(
        "warning: something was left out of \(place.visible): look whether what stands around it tells who wrote it\n"
      )
    }
    if hidden.hasImages {
      Terminal.tell("warning: the images of the prose stay as they are: look whether they tell\n")
    }
    return HTMLPage(hidden.notebook).render()
  }
}
