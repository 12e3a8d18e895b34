// Package demo invents the data of a province, so that the whole program can
// be seen at work: the round of 2017 with 19 departments and 8 districts of Bắc
// Ninh, and a cohort of 2026 with departments and the 99 communes of 2025.
//
//	round := demo.Round2017()                    // or Cohort2026()
//	cohort, err := round.Cohort(program)         // program of round.Framework
//	result, err := scoring.Rank(cohort, scoring.Options{Adjustments: round.Adjustments})
//	accounts, err := demo.Settle(ctx, demo.House{…})   // the province in a database, with people
//
// # What is true and what is not
//
// Names and codes are real: those of the communes come from data/communes_2025.csv,
// those of the agencies of 2017 and of the departments of 2025 from general
// knowledge. Every value is invented. Round.Notice says so, and whoever shows
// anything of a round shows it. What a newspaper reported about 2017 (Báo Bắc
// Ninh, 19/01/2018) comes out of the invented values exactly: see Figures.
//
// # Invariants
//
//   - Values come from a seeded generator in whole numbers: the same seed gives
//     the same bytes on every machine. Each agency and field draws from a stream
//     of its own, so that adding one moves no other.
//   - A few facts are not drawn but set by hand, so that every feature of the
//     program has something to show: see incidents.go.
//   - Rounds are plain values: no files are written, no clock is asked. IndexFiles
//     gives an example for the engine of indices as bytes.
//   - Settle writes through the acts that people use, with passwords made at random.
package demo
