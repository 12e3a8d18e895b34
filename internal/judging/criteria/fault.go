package criteria

import "github.com/sansang-project/sansang/internal/platform/fault"

// Fault makes faults of the platform of what the engine found wrong with a
// framework or a cohort, each with its path as the field; nil for nil.
func Fault(err error) error {
	if err == nil {
		return nil
	}
	var list fault.List
	for _, f := range scoringFaults(err) {
		list.Add(fromScoring(f, fault.Place{Field: f.Path}))
	}
	if len(list) == 0 {
		return err
	}
	return list.Err()
}
