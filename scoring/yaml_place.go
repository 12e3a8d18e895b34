package scoring

import (
	"reflect"
	"strings"
)

// sourceMap remembers where everything of a framework stands in its file, so that
// what Check finds later can be said with its line.
type sourceMap struct {
	source string
	at     map[placeKey]position
	heads  map[string]any // "node A1" → the first node with that code
}

// placeKey is what a place belongs to (a *Node, *Item, *Group, *Band or *Gate;
// nil for the framework) and the rest of its path, such as ".rule.of". Owners
// are pointers, so that two nodes with one code keep two lines.
type placeKey struct {
	owner any
	rest  string
}

type position struct{ line, column int }

// spot is a place while it is being read.
type spot struct {
	owner any
	head  string // path of the owner: "node A1"
	rest  string
}

func (s spot) path() string { return s.head + s.rest }

// in goes down to a key.
func (s spot) in(key string) spot {
	if s.owner == nil && s.path() == "" {
		return spot{rest: topPath(key)}
	}
	s.rest += "." + key
	return s
}

// nth goes down to an element.
func (s spot) nth(i int) spot {
	s.rest = place(s.rest, i)
	return s
}

// topPath names a key of the framework as Check does.
func topPath(key string) string {
	switch key {
	case "items", "groups", "bands", "gates", "tree":
		return key
	}
	return "framework." + key
}

// headOf gives the word with which paths name a type that owns its places.
func headOf(t reflect.Type) (string, bool) {
	switch t {
	case reflect.TypeFor[Node]():
		return "node", true
	case reflect.TypeFor[Item]():
		return "item", true
	case reflect.TypeFor[Group]():
		return "group", true
	case reflect.TypeFor[Band]():
		return "band", true
	case reflect.TypeFor[Gate]():
		return "gate", true
	}
	return "", false
}

// mark gives the faults of a check the lines of their places.
func (p *sourceMap) mark(fs Faults) {
	if p == nil {
		return
	}
	for _, f := range fs {
		if f.Line > 0 {
			continue
		}
		if at, ok := p.find(f); ok {
			f.Source, f.Line, f.Column = p.source, at.line, at.column
		}
	}
}

// find looks for the place itself, then for the nearest one around it. A code
// may hold a dot, so the head of a path is the longest part that is known.
func (p *sourceMap) find(f *Fault) (position, bool) {
	owner, head := f.owner, f.head
	if owner == nil || !strings.HasPrefix(f.Path, head) || !p.known(owner) {
		owner, head = nil, ""
		for at := f.Path; at != ""; at = outer(at) {
			if o, ok := p.heads[at]; ok {
				owner, head = o, at
				break
			}
		}
	}
	for rest := f.Path[len(head):]; ; rest = outer(rest) {
		if at, ok := p.at[placeKey{owner, rest}]; ok {
			return at, true
		}
		if rest == "" {
			return position{}, false
		}
	}
}

func (p *sourceMap) known(owner any) bool {
	_, ok := p.at[placeKey{owner, ""}]
	return ok
}

// outer cuts the last step of a path off.
func outer(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}
