package app

import (
	"errors"
	"log/slog"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// keyOf is the key of the first fault in an error.
func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}
