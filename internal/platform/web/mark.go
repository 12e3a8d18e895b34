package web

import (
	"context"
	"io"
)

// Tone is what a colour means. Each has a shape of its own, so that it can be
// told in grey print and by those who do not see the colour.
type Tone uint8

const (
	Plain  Tone = iota // says nothing
	Good               // ●
	Middle             // ▲
	Low                // ■
	Info               // ◆
)

func (t Tone) class() string {
	switch t {
	case Good:
		return "good"
	case Middle:
		return "middle"
	case Low:
		return "low"
	case Info:
		return "info"
	}
	return "plain"
}

// Mark is a level or a state: colour, shape and word.
type Mark struct {
	Tone Tone
	Text string
}

// Render writes the part.
func (m Mark) Render(ctx context.Context, w io.Writer) error { return mark(m).Render(ctx, w) }
