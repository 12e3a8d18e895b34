package criteria

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

func sample(t *testing.T) *scoring.Framework {
	t.Helper()
	f, err := Load("ict-readiness-2026")
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// shape writes which criterion is under which.
func shape(n *scoring.Node) string {
	text := n.Code
	for _, c := range n.Children {
		text += "(" + shape(c) + ")"
	}
	return text
}

func codesOf(f *scoring.Framework) []string {
	var all []string
	walk(f.Root, func(n *scoring.Node) { all = append(all, n.Code) })
	return all
}

// TestEditsKeepTheTree: whatever is moved, every criterion is there once, and
// what is refused changes nothing.
func TestEditsKeepTheTree(t *testing.T) {
	f := sample(t)
	rng := rand.New(rand.NewPCG(3, 5))
	all := codesOf(f)
	want := slices.Sorted(slices.Values(all))
	moved, refused := 0, 0
	for range 2000 {
		pick := func() string { return all[rng.IntN(len(all))] }
		before := shape(f.Root)
		at := Position{Parent: pick()}
		if parent, _ := Find(f, at.Parent); len(parent.Children) > 0 && rng.IntN(2) == 0 {
			at.After = parent.Children[rng.IntN(len(parent.Children))].Code
		}
		if err := MoveNode(f, pick(), at); err != nil {
			refused++
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			if shape(f.Root) != before {
				t.Fatalf("a refused move to %+v changed the tree: %v", at, err)
			}
			continue
		}
		moved++
		if now := slices.Sorted(slices.Values(codesOf(f))); !slices.Equal(now, want) {
			t.Fatalf("after a move to %+v the criteria are %v", at, now)
		}
	}
	if moved < 100 || refused < 100 {
		t.Errorf("%d moved, %d refused: the moves say little", moved, refused)
	}
}

func TestEdits(t *testing.T) {
	hasKey := func(err error, key string) bool {
		var list fault.List
		var f *fault.Fault
		if errors.As(err, &list) {
			return slices.ContainsFunc(list, func(f *fault.Fault) bool { return f.Key == key })
		}
		return errors.As(err, &f) && f.Key == key
	}
	t.Run("copy", func(t *testing.T) {
		f := sample(t)
		for _, want := range []string{"A1_2", "A1_3"} {
			n, err := CopyNode(f, "A1", Position{Parent: "A", After: "A1"})
			if err != nil || n.Code != want {
				t.Fatalf("%v, %v", n, err)
			}
		}
		if children := f.Root.Children[0].Children; children[0].Code != "A1" || children[1].Code != "A1_3" || children[2].Code != "A1_2" {
			t.Error("the copies are not behind what they are copies of")
		}
		n, _ := Find(f, "A1")
		c, _ := Find(f, "A1_2")
		c.Name.Vi = "khác"
		if n.Name.Vi == "khác" {
			t.Error("a copy is the same thing")
		}
	})
	t.Run("rename", func(t *testing.T) {
		f := sample(t)
		f.Gates = append(f.Gates, scoring.Gate{Code: "g", Node: "B", Cap: "kha"})
		f.Ranking.Nodes = []string{"B"}
		n, _ := Find(f, "B")
		other := *n
		other.Code, other.Rule, other.Children = "BB", nil, nil
		if err := SetNode(f, "B", &other); err != nil {
			t.Fatal(err)
		}
		if got, _ := Find(f, "BB"); got == nil || len(got.Children) != len(n.Children) {
			t.Error("the criterion or its children are gone")
		}
		if f.Gates[len(f.Gates)-1].Node != "BB" || f.Ranking.Nodes[0] != "BB" {
			t.Error("a gate or the ranking still speaks of B")
		}
		if err := RemoveNode(f, "BB"); !hasKey(err, "criteria.node.spoken") {
			t.Errorf("removed what a gate speaks of: %v", err)
		}
		other.Code = "A"
		if err := SetNode(f, "BB", &other); !hasKey(err, "criteria.node.there") {
			t.Errorf("renamed to a code that is taken: %v", err)
		}
	})
	t.Run("sums", func(t *testing.T) {
		f := sample(t)
		for _, s := range Sums(f) {
			if !s.Max.Equal(s.Children) {
				t.Errorf("%s: %s of %s", s.Node, s.Children, s.Max)
			}
		}
		if err := AddNode(f, &scoring.Node{Code: "X", Max: scoring.Int(7)}, Position{Parent: "A"}); err != nil {
			t.Fatal(err)
		}
		for _, s := range Sums(f) {
			if s.Node == "A" && s.Children.Equal(s.Max) {
				t.Error("what was added does not count")
			}
		}
	})
	t.Run("items", func(t *testing.T) {
		f := sample(t)
		if got := Readers(f, "may_tinh"); !slices.Contains(got, "A1") {
			t.Errorf("may_tinh is read by %v", got)
		}
		if err := RemoveItem(f, "may_tinh"); !hasKey(err, "criteria.item.read") {
			t.Errorf("removed an item that is read: %v", err)
		}
		if err := AddItem(f, scoring.Item{Code: "moi", Type: scoring.Count}); err != nil {
			t.Fatal(err)
		}
		if err := AddItem(f, scoring.Item{Code: "moi", Type: scoring.Count}); !hasKey(err, "criteria.item.there") {
			t.Errorf("added twice: %v", err)
		}
		if err := RemoveItem(f, "moi"); err != nil || FindItem(f, "moi") != nil {
			t.Errorf("%v", err)
		}
	})
}
