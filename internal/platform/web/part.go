package web

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Message tells at the top of a page what has happened or what to know.
type Message struct {
	Tone  Tone
	Title string
	Text  string
	Link  *Link
}

// Empty says that there is nothing, why, and what to do next.
type Empty struct {
	Title string // "" says that there is nothing here
	Text  string
	Act   templ.Component // usually a Button
}

// Facts are names with values about one thing.
type Facts []Fact

// Tiles are a few figures that answer the question of a page at a glance, each
// leading to what it counts.
type Tiles []Fact

// Meter is how far something has come, in words and as a bar.
type Meter struct {
	Label       string
	Done, Total int
	Text        string // "5 trên 23", made of the numbers when ""
}

// Timeline is what happened, in order.
type Timeline []Moment

// Moment is one entry of a timeline.
type Moment struct {
	When    string // as it is read
	ISO     string // yyyy-mm-dd, for programs; may be ""
	Title   string
	Text    string
	Href    string
	Current bool            // what is in force
	Part    templ.Component // under the text
}

// Render writes the part.
func (ts Tiles) Render(ctx context.Context, w io.Writer) error { return tiles(ts).Render(ctx, w) }

// Render writes the part.
func (m Message) Render(ctx context.Context, w io.Writer) error { return message(m).Render(ctx, w) }

// Render writes the part.
func (e Empty) Render(ctx context.Context, w io.Writer) error { return empty(e).Render(ctx, w) }

// Render writes the part.
func (f Facts) Render(ctx context.Context, w io.Writer) error { return facts(f).Render(ctx, w) }

// Render writes the part.
func (m Meter) Render(ctx context.Context, w io.Writer) error { return meter(m).Render(ctx, w) }

// Render writes the part.
func (t Timeline) Render(ctx context.Context, w io.Writer) error { return timeline(t).Render(ctx, w) }

func (m Meter) text(ctx context.Context) string {
	if m.Text != "" {
		return m.Text
	}
	return Say(ctx, "web.meter.text", "done", m.Done, "total", m.Total)
}

// Trouble is the body of a fault page.
type Trouble struct {
	Title  string // what kind of thing is wrong
	Where  string // the address
	Faults []TroubleFault
	Now    string // what can be done
	Number string // by which the operator finds it
}

// TroubleFault is one fault in words.
type TroubleFault struct {
	Place, Sentence, Found, Expected, Hint string
}

// Render writes the part.
func (t Trouble) Render(ctx context.Context, w io.Writer) error { return trouble(t).Render(ctx, w) }

func (t Trouble) message() templ.Component { return troubleMessage(t) }
