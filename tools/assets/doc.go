// Command assets bundles what a browser gets from the pages: style sheet,
// fonts, scripts. It is run by hand when a source or a version changes, never
// by the check, because it fetches packages with npm:
//
//	go run ./tools/assets
//
// The sources lie in internal/platform/web/look. package.json there pins each
// package to one version, package-lock.json to one content (sha512). npm puts
// them into a temporary folder outside the repository and runs none of their
// scripts; esbuild, as a library, bundles and shrinks them; every file gets its
// content's hash into its name and lands in internal/platform/web/assets with
// manifest.json, which names each file, its SHA-256 and size, the SHA-256 of
// each source, and each package with its licence. README.md beside it says the
// same to people. The test of package web holds files and sources to the
// manifest, so that a source changed without a run of this program is found
// without npm.
//
// axe-core, with which the tests look for barriers, goes into the testdata of webtest
// and no further: its licence is MPL-2.0 and it is not part of the program.
package main
