// Package accesstest peoples a test: an installation in which somebody with
// every role can act, made through the acts of access. It is imported by tests
// only.
package accesstest
