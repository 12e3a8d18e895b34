package report

// shapes are the marks of the levels from the best down; a level beyond the
// last one repeats it. They differ in outline, so a grey print tells them apart.
var shapes = []string{"●", "▲", "■", "◆", "✚"}

// place is the position of a level's colour and mark.
func place(l Level) int { return min(max(l.Place, 0), len(shapes)-1) }

// shape is the mark of a level in text.
func shape(l Level) string {
	if l.Word == "" {
		return ""
	}
	return shapes[place(l)]
}

// levelsOf lists the levels of the report, best first: the declared ones, else
// those that its groups count or its rows reach.
func levelsOf(r *Report) []Level {
	var out []Level
	add := func(l Level) {
		if l.Word == "" {
			return
		}
		for i, o := range out {
			if o == l {
				return
			}
			if o.Place > l.Place {
				out = append(out[:i], append([]Level{l}, out[i:]...)...)
				return
			}
		}
		out = append(out, l)
	}
	for _, k := range r.Levels {
		add(k.Level)
	}
	if len(out) > 0 {
		return out
	}
	for _, g := range r.Groups {
		for _, c := range g.Levels {
			add(c.Level)
		}
		for _, row := range g.Rows {
			add(row.Level)
		}
	}
	return out
}

// countOf is how many agencies of the group reached the level; the caller's
// count where there is one, else the rows are counted.
func countOf(g Group, l Level) int {
	for _, c := range g.Levels {
		if c.Level == l {
			return c.Count
		}
	}
	n := 0
	if len(g.Levels) == 0 {
		for _, row := range g.Rows {
			if row.Level == l {
				n++
			}
		}
	}
	return n
}
