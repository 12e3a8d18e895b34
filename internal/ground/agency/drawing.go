package agency

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// The measures of a drawing, in CSS pixels, for letters of 13 pixels.
const (
	boxWidth   = 224
	boxInset   = 12
	nameLetter = 7.1 // mean width of a letter of Be Vietnam Pro at 13 pixels
	noteLetter = 6.7 // at 12 pixels
	nameLines  = 3
	lineHeight = 17
	portGap    = 18 // between two arrows that meet one box
	laneGap    = 14 // between two boxes of one column
	bend       = 72 // of a gutter: where arrows turn
	margin     = 16
	headerRoom = 44 // for the dates above
)

// Drawing is a graph laid out: time runs from left to right, each column is what
// was there between two dates, and what happened on a date is drawn in the gutter
// between two columns. No two boxes and no two labels overlap.
type Drawing struct {
	Width, Height int
	Dates         []DrawnDate
	Boxes         []DrawnBox
	Arrows        []DrawnArrow
}

// DrawnDate is the date of a gutter.
type DrawnDate struct {
	On Day
	X  int // where its line stands
}

// DrawnBox is an agency in a column. One that goes on after something happened
// to it has a box again.
type DrawnBox struct {
	Code             string
	On               Day // a day in the column, on which it bears the name
	Lines            []string
	X, Y, Wide, High int
	column           int
}

// Baseline gives the height of a line of the name.
func (b *DrawnBox) Baseline(line int) int {
	top := b.Y + (b.High-len(b.Lines)*lineHeight-lineHeight)/2
	return top + 13 + line*lineHeight
}

// DrawnArrow is what happened between two boxes, or, when Stays, that an agency
// just went on.
type DrawnArrow struct {
	Edge         Edge
	Stays        bool
	Label        string
	FromX, FromY int // of the box it leaves
	TurnX        int // until here it runs straight
	ToX, ToY     int // of the box it meets; where it ends when nobody took over
	LabelX       int // right end of the label
}

// life is an agency within a drawing.
type life struct {
	node        Node
	first, last int // columns
	happens     []int
	boxes       []*DrawnBox
	high        int
	y           int // middle
	placed      bool
}

// Draw lays a graph out. name gives an agency's name on a day, label the words of
// an arrow, "" for none.
func (g *Graph) Draw(name func(code string, on Day) string, label func(Edge) string) *Drawing {
	l := &layout{name: name, label: label, lives: map[string]*life{}}
	days := map[Day]bool{}
	for _, e := range g.Edges {
		days[e.On] = true
	}
	l.days = slices.Sorted(maps.Keys(days))
	for _, n := range g.Nodes {
		l.lives[n.Code] = &life{node: n, first: len(l.days), last: -1}
	}
	for _, e := range g.Edges {
		l.happen(e.From, e.On)
		if e.To != e.From {
			l.happen(e.To, e.On)
		}
	}
	for _, n := range g.Nodes {
		l.box(l.lives[n.Code], g)
	}
	l.arrows(g)
	l.place(g)
	return l.draw()
}

type layout struct {
	name   func(string, Day) string
	label  func(Edge) string
	days   []Day
	lives  map[string]*life
	all    []*arrow
	gutter []int // widths
}

// arrow is an arrow on its way to be drawn.
type arrow struct {
	DrawnArrow
	from, to     *DrawnBox // to is nil when nobody took over
	source, goal *life
}

// happen notes that something happened to an agency on a day: it has a column
// before when it was there, and one after when it still was.
func (l *layout) happen(code string, on Day) {
	at := l.lives[code]
	if at == nil {
		return
	}
	event := slices.Index(l.days, on)
	if at.node.From < on {
		at.first, at.last = min(at.first, event), max(at.last, event)
	}
	if on < at.node.To.end() {
		at.first, at.last = min(at.first, event+1), max(at.last, event+1)
	}
	if !slices.Contains(at.happens, event) {
		at.happens = append(at.happens, event)
	}
}

// box makes the boxes of an agency: the first, and one after each thing that
// happened and that it outlived.
func (l *layout) box(at *life, g *Graph) {
	if at.last < 0 {
		at.first, at.last = 0, 0
	}
	columns := []int{at.first}
	for _, e := range at.happens {
		if e >= at.first && e < at.last && l.days[e] < at.node.To.end() {
			columns = append(columns, e+1)
		}
	}
	slices.Sort(columns)
	for _, c := range slices.Compact(columns) {
		b := &DrawnBox{Code: at.node.Code, column: c, Wide: boxWidth, On: at.node.From}
		if c > 0 && l.days[c-1] > b.On {
			b.On = l.days[c-1]
		}
		b.Lines = wrap(l.name(b.Code, b.On), boxWidth-2*boxInset)
		in, out := 0, 0
		for _, e := range g.Edges {
			event := slices.Index(l.days, e.On)
			if e.To == b.Code && event == c-1 {
				in++
			}
			if e.From == b.Code && at.boxAt(event, c) {
				out++
			}
		}
		// One more on either side, for the arrow that says that it goes on.
		b.High = max((len(b.Lines)+1)*lineHeight+16, (max(in, out)+1)*portGap+4)
		at.boxes = append(at.boxes, b)
		at.high = max(at.high, b.High)
	}
}

// boxAt tells whether what leaves at an event leaves the box of a column.
func (at *life) boxAt(event, column int) bool {
	if column > event {
		return false
	}
	return !slices.ContainsFunc(at.happens, func(e int) bool { return e >= column && e < event })
}

// leaves and meets give the boxes of an agency before and after an event.
func (at *life) leaves(event int) (b *DrawnBox) {
	for _, box := range at.boxes {
		if box.column <= event {
			b = box
		}
	}
	return b
}

func (at *life) meets(event int) *DrawnBox {
	for _, box := range at.boxes {
		if box.column == event+1 {
			return box
		}
	}
	return nil
}

// arrows joins the boxes.
func (l *layout) arrows(g *Graph) {
	l.gutter = make([]int, len(l.days))
	own := map[string]bool{} // agencies and events that have an arrow to themselves
	for _, e := range g.Edges {
		event := slices.Index(l.days, e.On)
		source, goal := l.lives[e.From], l.lives[e.To]
		if source == nil || source.leaves(event) == nil || e.To != "" && (goal == nil || goal.meets(event) == nil) {
			continue
		}
		a := &arrow{DrawnArrow: DrawnArrow{Edge: e, Label: l.label(e)}, from: source.leaves(event), source: source, goal: goal}
		if goal != nil {
			a.to = goal.meets(event)
			if source == goal {
				own[e.From+" "+string(e.On)] = true
			}
		}
		l.all = append(l.all, a)
		l.gutter[event] = max(l.gutter[event], bend+int(noteLetter*float64(len([]rune(a.Label))))+40)
	}
	for _, n := range g.Nodes {
		at := l.lives[n.Code]
		for i := 1; i < len(at.boxes); i++ {
			on := l.days[at.boxes[i].column-1]
			if !own[n.Code+" "+string(on)] {
				e := Edge{On: on, From: n.Code, To: n.Code}
				l.all = append(l.all, &arrow{DrawnArrow: DrawnArrow{Edge: e, Stays: true}, from: at.boxes[i-1], to: at.boxes[i], source: at, goal: at})
			}
		}
	}
	for i := range l.gutter {
		l.gutter[i] = max(l.gutter[i], bend+40)
	}
}

// place gives every agency its lane. The fullest column is stacked first, then
// each agency goes as near as it can to those that it is joined to. Two agencies
// share a lane where their columns have nothing in common.
func (l *layout) place(g *Graph) {
	full, most := 0, -1
	for c := range len(l.days) + 1 {
		n := 0
		for _, at := range l.lives {
			if at.first <= c && c <= at.last {
				n++
			}
		}
		if n > most {
			full, most = c, n
		}
	}
	y := 0
	for _, n := range g.Nodes {
		if at := l.lives[n.Code]; at.first <= full && full <= at.last {
			at.y, at.placed = y+at.high/2, true
			y += at.high + laneGap
		}
	}
	for {
		var next *life
		best, sum := 0, 0
		for _, n := range g.Nodes {
			at := l.lives[n.Code]
			if at.placed {
				continue
			}
			joined, total := 0, 0
			for _, a := range l.all {
				if a.source != a.goal && a.goal != nil && (a.source == at && a.goal.placed || a.goal == at && a.source.placed) {
					other := a.source
					if other == at {
						other = a.goal
					}
					joined, total = joined+1, total+other.y
				}
			}
			if next == nil || joined > best {
				next, best, sum = at, joined, total
			}
		}
		if next == nil {
			return
		}
		wish := y / 2
		if best > 0 {
			wish = sum / best
		}
		next.y, next.placed = l.nearest(next, wish), true
	}
}

// nearest finds the free height next to a wish.
func (l *layout) nearest(at *life, wish int) int {
	tries := []int{wish}
	var others []*life
	for _, o := range l.lives {
		if o.placed && o.first <= at.last && at.first <= o.last {
			others = append(others, o)
			room := (o.high+at.high)/2 + laneGap
			tries = append(tries, o.y-room, o.y+room)
		}
	}
	slices.SortFunc(tries, func(a, b int) int { return cmp.Or(cmp.Compare(abs(a-wish), abs(b-wish)), cmp.Compare(a, b)) })
	for _, y := range tries {
		if !slices.ContainsFunc(others, func(o *life) bool { return abs(o.y-y) < (o.high+at.high)/2+laneGap }) {
			return y
		}
	}
	return wish // cannot be: above all others is always free
}

func abs(n int) int { return max(n, -n) }

// draw turns lanes and columns into pixels.
func (l *layout) draw() *Drawing {
	d := &Drawing{}
	top, bottom := 1<<30, -1<<30
	for _, at := range l.lives {
		top, bottom = min(top, at.y-at.high/2), max(bottom, at.y+at.high/2)
	}
	header := margin
	if len(l.days) > 0 {
		header = headerRoom
	}
	xs := []int{margin}
	for i, on := range l.days {
		right := xs[i] + boxWidth
		d.Dates = append(d.Dates, DrawnDate{On: on, X: right + bend/2})
		xs = append(xs, right+l.gutter[i])
	}
	d.Width, d.Height = xs[len(xs)-1]+boxWidth+margin, header+bottom-top+margin
	for _, code := range slices.Sorted(maps.Keys(l.lives)) {
		at := l.lives[code]
		for _, b := range at.boxes {
			b.X, b.Y = xs[b.column], header+at.y-top-b.High/2
			d.Boxes = append(d.Boxes, *b)
		}
	}
	l.ports()
	for _, a := range l.all {
		event := slices.Index(l.days, a.Edge.On)
		a.FromX = a.from.X + boxWidth
		a.TurnX = xs[event] + boxWidth
		a.ToX, a.LabelX = xs[event+1], xs[event+1]-18
		if a.to == nil {
			a.ToY, a.ToX = a.FromY, xs[event]+boxWidth+l.gutter[event]-12
		}
		d.Arrows = append(d.Arrows, a.DrawnArrow)
	}
	return d
}

// ports spreads the arrows that leave or meet one box over its side, in the order
// of where they go or come from.
func (l *layout) ports() {
	out, in := map[*DrawnBox][]*arrow{}, map[*DrawnBox][]*arrow{}
	for _, a := range l.all {
		out[a.from] = append(out[a.from], a)
		if a.to != nil {
			in[a.to] = append(in[a.to], a)
		}
	}
	mid := func(b *DrawnBox) int {
		if b == nil {
			return 1 << 30
		}
		return b.Y + b.High/2
	}
	for b, arrows := range out {
		slices.SortStableFunc(arrows, func(x, y *arrow) int { return cmp.Compare(mid(x.to), mid(y.to)) })
		for i, a := range arrows {
			a.FromY = mid(b) + portGap*(2*i-len(arrows)+1)/2
		}
	}
	for b, arrows := range in {
		slices.SortStableFunc(arrows, func(x, y *arrow) int { return cmp.Compare(mid(x.from), mid(y.from)) })
		for i, a := range arrows {
			a.ToY = mid(b) + portGap*(2*i-len(arrows)+1)/2
		}
	}
}

// wrap breaks a name into lines of a width; what does not fit ends in an
// ellipsis, and a single long word is cut.
func wrap(name string, width int) (lines []string) {
	most := int(float64(width) / nameLetter)
	line := ""
	for _, word := range strings.Fields(name) {
		switch {
		case line == "":
			line = word
		case len([]rune(line))+1+len([]rune(word)) <= most:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" {
		lines = append(lines, line)
	}
	for i, s := range lines {
		if r := []rune(s); len(r) > most {
			lines[i] = string(r[:most-1]) + "…"
		}
	}
	if len(lines) > nameLines {
		last := []rune(lines[nameLines-1])
		lines = append(lines[:nameLines-1], string(last[:min(len(last), most-1)])+"…")
	}
	return lines
}
