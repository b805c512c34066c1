package diagnosis

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"sync"
)

// noise is the standard normal numbers of all draws, by indicator and place of a
// unit on the panel. Each indicator and place has a stream of its own, the same for
// every panel: what sets two panels apart is their data, not their draws (common
// random numbers). The engines of a run share it.
type noise struct {
	*normals
	seed  int64
	draws int
	guard sync.Mutex // of last
	last  *numbers
}

// numbers are those of the indicators that any panel so far has had, draw after
// draw. They do not change: where a panel has an indicator or a unit more, new ones
// are made, with the same in the same places.
type numbers struct {
	indicators []string
	widths     []int     // of each indicator, in units
	start      []int     // of each indicator in a draw
	size       int       // of a draw
	z          []float32 // seven digits are more than an error of sampling has
}

func newNoise(seed int64, draws int) *noise {
	return &noise{normals: newNormals(), seed: seed, draws: draws, last: &numbers{}}
}

// prepare has numbers for some indicators and as many units as each is wide; at are
// the indicators' places among the numbers.
func (n *noise) prepare(indicators []string, widths []int) (all *numbers, at []int) {
	n.guard.Lock()
	defer n.guard.Unlock()
	next, fits := &numbers{indicators: slices.Clone(n.last.indicators), widths: slices.Clone(n.last.widths)}, true
	for k, indicator := range indicators {
		c := slices.Index(next.indicators, indicator)
		if c < 0 {
			c, fits = len(next.indicators), false
			next.indicators, next.widths = append(next.indicators, indicator), append(next.widths, 0)
		}
		if next.widths[c] < widths[k] {
			next.widths[c], fits = widths[k], false
		}
		at = append(at, c)
	}
	if !fits {
		n.last = nil // it may be let go while new ones are made
		n.draw(next)
		n.last = next
	}
	return n.last, at
}

// side is the number of streams drawn from side by side: as many numbers as share a
// line of the processor's memory.
const side = 16

// draw makes all numbers.
func (n *noise) draw(all *numbers) {
	for _, width := range all.widths {
		all.start = append(all.start, all.size)
		all.size += width
	}
	all.z = make([]float32, n.draws*all.size)
	var streams [side]rand.PCG
	for c, indicator := range all.indicators {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %s", n.seed, indicator)
		for from := 0; from < all.widths[c]; from += side {
			units := streams[:min(side, all.widths[c]-from)]
			for k := range units {
				units[k].Seed(h.Sum64(), uint64(from+k))
				units[k].Uint64() // neighbouring seeds are far apart from here on
			}
			for at := all.start[c] + from; at < len(all.z); at += all.size {
				for k := range units {
					all.z[at+k] = float32(n.normals.draw(&units[k]))
				}
			}
		}
	}
}

// of are the numbers of an indicator, by its place, in a draw.
func (n *numbers) of(at, draw int) []float32 {
	return n.z[draw*n.size+n.start[at]:][:n.widths[at]]
}
