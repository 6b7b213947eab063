/// Version of the `.fpt` language, written `fpt: 1` in every experiment.
package let languageVersion = 1
