// Package e2e goes through whole stories with a real browser and the command
// line: the demonstration is settled, served, and used as people would.
package e2e
