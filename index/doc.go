// Package index builds composite indicators and asks how far they can be
// trusted. It follows the ten steps of OECD/JRC, Handbook on Constructing
// Composite Indicators (2008), and reads the table conventions of COINr
// (iData and iMeta), whose results it reproduces except where they are defects.
//
// A build is data + tree + spec:
//
//	Data   named columns over named units (iData): indicators, denominators, groups
//	Tree   indicators, pillars, the index (iMeta): parents, weights, directions
//	Spec   the steps and their methods (YAML)
//
// The steps, each one exported function in a file of its own, with the methods
// of the step side by side in one table of names:
//
//	Screen, Denominate, Impute, Treat, Normalise, Weigh, Aggregate, Rank
//
// Invariants:
//
//   - A missing value is NaN, never zero. An infinite value is a fault.
//   - A Table is column-major and never changed by a step: steps return a new
//     Table that may share the columns it did not touch. Nobody writes into a
//     Table that he did not make.
//   - Nothing here reads a clock, a file, the environment or global randomness.
//   - Sums run in the order of the tree and of the units: the same input gives
//     the same bits, whatever the number of workers.
//   - No input makes a function panic: what cannot be computed is either a Fault
//     or an outcome that the function's comment states.
//   - Every fault of an input is reported in one pass (Faults), each with its
//     place; Fault.Text gives the sentence in English or Vietnamese.
package index

// EngineVersion names the numerical behaviour of this package. A result carries
// it; it changes whenever a step can give another number for the same input.
const EngineVersion = "1"
