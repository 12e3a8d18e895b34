package scoring

// Leader (R8): emulation against a target, with the full maximum for the leader
// only. With s = AtTarget (1/2 unless declared), T the target, L the largest x
// of the peers:
//
//	x < T:           s · x/T · maximum
//	x = T:           s · maximum
//	x > T, x = L:    maximum
//	x > T, x < L:    (s + (1-s) · (x-T)/(L-T)) · maximum
type Leader struct {
	Of       Quantity `yaml:"of"`
	Target   Num      `yaml:"target"`              // > 0
	AtTarget *Num     `yaml:"at_target,omitempty"` // share at the target, in [0, 1]; nil = 1/2
	Within   Within   `yaml:"within,omitempty"`    // "" = group
}

// Kind is "leader".
func (*Leader) Kind() string { return "leader" }
