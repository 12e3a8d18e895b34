package console

import (
	"fmt"
	"testing"
)

// A reason that holds for several criteria is read once, in the order in which
// reasons first come.
func TestReasonsAreReadOnce(t *testing.T) {
	var b byReason
	b.add("no services", "D3")
	b.add("no servers", "A3")
	b.add("no services", "D4", "D3")
	b.add("no services")
	if got, want := fmt.Sprint(b), "[{no services [D3 D4]} {no servers [A3]}]"; got != want {
		t.Errorf("%s, expected %s", got, want)
	}
}
