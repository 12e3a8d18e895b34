package db

import "context"

// Stage brings in what is too large for one transaction. put is called for the
// parts 0 … parts-1, each in a short transaction of its own, and writes rows
// that nobody sees yet, under a key that the caller made for this import; flip
// then makes them visible, in one transaction. Other writers take their turn
// between the parts. When a part or the flip fails, or ctx ends, drop is called
// to take away what was staged; what a crash leaves behind is for the owner to
// sweep, who knows the keys that were never flipped.
func (d *DB) Stage(ctx context.Context, parts int, put func(tx *Tx, part int) error, flip, drop func(tx *Tx) error) error {
	for part := range parts {
		err := d.Write(ctx, func(tx *Tx) error { return put(tx, part) })
		if err != nil {
			return d.unstage(ctx, drop, err)
		}
	}
	if err := d.Write(ctx, flip); err != nil {
		return d.unstage(ctx, drop, err)
	}
	return nil
}

// unstage drops also when the caller has gone; the error that is told is the
// one that stopped the import.
func (d *DB) unstage(ctx context.Context, drop func(tx *Tx) error, cause error) error {
	_ = d.Write(context.WithoutCancel(ctx), drop)
	return cause
}
