// Package webtest looks at pages through Chromium; only tests import it.
//
// Open starts the browser once for a test and skips the test, with a printed
// reason, where there is none; under SANSANG_TEST_INSTALL=1 its absence is a
// failure. Look visits one page in one language and width, takes its picture
// and reports everything that must not be: a serious or critical finding of
// axe-core, a page wider than its window, a fault in the console (among them
// whatever the content security policy stopped) and a request to another host.
// Walk goes through a page with the Tab key alone.
//
// Pictures land in the folder that SANSANG_PICTURES names, else in one under
// the system's temporary folder, and the test's log names it. They are for
// people to look at; nothing compares them.
//
// testdata/axe.min.js is axe-core (MPL-2.0), fetched by tools/assets; it is not
// part of the program.
package webtest
