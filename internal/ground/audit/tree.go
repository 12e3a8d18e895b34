package audit

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// tileHeight is that of the stored tiles: 2⁶ hashes are 2 KiB, about as much as a
// page takes without overflow, and the last one is written anew by each commit.
const tileHeight = 6

// fullTile is the length of a full tile in bytes.
const fullTile = tlog.HashSize << tileHeight

// tile is a run of hashes of one level.
type tile struct {
	level, number int64
	hashes        []byte
}

// edge is the right edge of a tree: all that is needed to go on with it. One that
// is kept is never changed; who goes on does so with a clone.
type edge struct {
	size  int64
	peaks []tlog.Hash // of the complete subtrees that it is made of, the largest first
	open  [][]byte    // by level, the hashes of the last tile while it is not full
	grown []bool      // by level, whether open has more than is stored
	block block       // of the records behind the last full block
}

// growth is what is to be stored after an edge has grown.
type growth struct {
	tiles  []tile
	blocks []block
}

func (e *edge) clone() *edge {
	c := &edge{size: e.size, peaks: slices.Clone(e.peaks), open: make([][]byte, len(e.open)), grown: make([]bool, len(e.open))}
	for i, o := range e.open {
		c.open[i] = append(make([]byte, 0, fullTile), o...)
	}
	c.block = e.block
	c.block.names = slices.Clone(e.block.names)
	return c
}

// place appends a record and notes what it fills.
func (e *edge) place(r *row, g *growth) {
	g.tiles = append(g.tiles, e.add(tlog.RecordHash([]byte(r.body)))...)
	e.block.add(r)
	if e.size%blockSize == 0 {
		e.block.number = e.size>>blockHeight - 1
		e.block.close()
		g.blocks = append(g.blocks, e.block)
		e.block = block{}
	}
}

// add appends a leaf and gives the tiles that it fills.
func (e *edge) add(leaf tlog.Hash) (filled []tile) {
	h := leaf
	for level := 0; ; level++ {
		n := e.size >> level // number of h in its level
		if l := level / tileHeight; level%tileHeight == 0 {
			if l == len(e.open) {
				e.open, e.grown = append(e.open, nil), append(e.grown, false)
			}
			e.open[l], e.grown[l] = append(e.open[l], h[:]...), true
			if len(e.open[l]) == fullTile {
				filled = append(filled, tile{int64(l), n >> tileHeight, e.open[l]})
				e.open[l], e.grown[l] = nil, false
			}
		}
		if n&1 == 0 {
			break
		}
		last := len(e.peaks) - 1
		h, e.peaks = tlog.NodeHash(e.peaks[last], h), e.peaks[:last]
	}
	e.peaks = append(e.peaks, h)
	e.size++
	return filled
}

// rest gives the tiles that are not full and have more than is stored.
func (e *edge) rest() (tiles []tile) {
	for l, o := range e.open {
		if e.grown[l] {
			tiles = append(tiles, tile{int64(l), e.size >> (tileHeight * (l + 1)), o})
		}
	}
	return tiles
}

// tree gives size and root.
func (e *edge) tree() tlog.Tree {
	if e.size == 0 {
		return emptyTree
	}
	last := len(e.peaks) - 1
	h := e.peaks[last]
	for _, left := range slices.Backward(e.peaks[:last]) {
		h = tlog.NodeHash(left, h)
	}
	return tlog.Tree{N: e.size, Hash: h}
}

var emptyTree = func() tlog.Tree {
	h, err := tlog.TreeHash(0, nil)
	if err != nil {
		panic(err) // there is nothing to read
	}
	return tlog.Tree{Hash: h}
}()

// edgeOf gives the edge of the stored tree, to be grown: the one kept from the
// last time if the tree is still the same, else read anew.
func (l *Log) edgeOf(tx *db.Tx) (*edge, error) {
	stored, err := readTree(tx)
	if err != nil {
		return nil, err
	}
	if e := l.edge.Load(); e != nil && e.tree() == stored {
		return e.clone(), nil
	}
	e, err := readEdge(tx, stored.N)
	if err == nil && e.tree() != stored {
		err = fault.New(fault.Internal, "audit.log.root", fault.Args{"size": stored.N})
	}
	return e, err
}

// readEdge makes the edge of a stored tree from its tiles.
func readEdge(tx *db.Tx, size int64) (*edge, error) {
	e := &edge{size: size}
	var ids []int64
	for level := 62; level >= 0; level-- {
		if n := size >> level; n&1 == 1 {
			ids = append(ids, tlog.StoredHashIndex(level, n-1))
		}
	}
	var err error
	if e.peaks, err = tilesOf(tx).ReadHashes(ids); err != nil {
		return nil, err
	}
	for l := int64(0); size>>(tileHeight*l) > 0; l++ {
		count := size >> (tileHeight * l)
		width := count & (1<<tileHeight - 1) * tlog.HashSize
		var open []byte
		if width > 0 {
			number := count >> tileHeight
			data, err := readTile(tx, l, number)
			if err != nil {
				return nil, err
			}
			if int64(len(data)) < width {
				return nil, fault.New(fault.Internal, "audit.log.hash", fault.Args{"hash": tlog.StoredHashIndex(int(tileHeight*l), count-1)})
			}
			open = data[:width]
		}
		e.open, e.grown = append(e.open, open), append(e.grown, false)
	}
	err = eachRow(tx, size&^(blockSize-1), size, blockSize, func(r *row) error { e.block.add(r); return nil })
	return e, err
}

// saveTree stores that an edge has grown from a tree, and keeps the edge. Should the commit fail, what is kept is no longer that of the stored
// tree, and edgeOf reads it anew.
func (l *Log) saveTree(tx *db.Tx, from tlog.Tree, e *edge, g growth) error {
	for _, t := range append(g.tiles, e.rest()...) {
		if err := putTile(tx, t); err != nil {
			return err
		}
	}
	for _, b := range g.blocks {
		if err := addBlock(tx, &b); err != nil {
			return err
		}
	}
	clear(e.grown)
	l.edge.Store(e)
	return swapTree(tx, from, e.tree())
}

// tilesOf reads the hashes of the stored tree.
func tilesOf(tx *db.Tx) tlog.HashReader {
	type key struct{ level, number int64 }
	seen := map[key][]byte{}
	return tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			t := tlog.TileForIndex(tileHeight, id)
			k := key{int64(t.L), t.N}
			data, there := seen[k]
			if !there {
				var err error
				if data, err = readTile(tx, k.level, k.number); err != nil {
					return nil, err
				}
				seen[k] = data
			}
			h, err := tlog.HashFromTile(t, data, id)
			if err != nil {
				return nil, fault.Wrap(fault.Internal, err, "audit.log.hash", fault.Args{"hash": id})
			}
			out[i] = h
		}
		return out, nil
	})
}
