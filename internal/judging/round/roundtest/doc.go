// Package roundtest gives tests of the judging wing a small province with a
// framework that is issued and a round: two departments, one of them without
// services, and two communes. It is imported by tests only.
package roundtest
