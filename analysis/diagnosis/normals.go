package diagnosis

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
)

// The ziggurat of Marsaglia and Tsang (Journal of Statistical Software 5(8), 2000)
// with 128 strips of equal area under exp(-x^2/2): where the base strip ends and
// the area of each.
const (
	strips    = 128
	stripEnd  = 3.442619855899
	stripArea = 9.91256303526217e-3
)

// normals draws standard normal numbers by the column; rand.Rand takes twice as
// long for one. The number of the strip and the place in it come from bits of their
// own (Doornik 2005: shared bits correlate).
type normals struct {
	source *rand.PCG
	// width[k] is how far strip k reaches, height[k] the curve there, inner[k] the
	// share of the strip that lies under the curve whatever the height.
	width, height [strips + 1]float64
	inner         [strips]float64
}

func newNormals() *normals {
	g := &normals{source: rand.NewPCG(0, 0)}
	f := math.Exp(-stripEnd * stripEnd / 2)
	g.width[0], g.width[1], g.height[1] = stripArea/f, stripEnd, f
	for k := 2; k < strips; k++ {
		g.width[k] = math.Sqrt(-2 * math.Log(stripArea/g.width[k-1]+g.height[k-1]))
		g.height[k] = math.Exp(-g.width[k] * g.width[k] / 2)
	}
	g.height[strips] = 1
	for k := range strips {
		g.inner[k] = g.width[k+1] / g.width[k]
	}
	return g
}

// draw is one number.
func (g *normals) draw() float64 {
	for {
		bits := g.source.Uint64()
		k := bits % strips
		u := float64(int64(bits)>>10) * 0x1p-53 // -1 to 1, of the 54 bits above the strip's
		x := u * g.width[k]
		switch {
		case math.Abs(u) < g.inner[k]:
			return x
		case k == 0:
			return math.Copysign(g.tail(), u)
		case g.height[k]+g.uniform()*(g.height[k+1]-g.height[k]) < math.Exp(-x*x/2):
			return x
		}
	}
}

// tail is beyond the base strip (Marsaglia 1964).
func (g *normals) tail() float64 {
	for {
		x, y := -math.Log(g.uniform())/stripEnd, -math.Log(g.uniform())
		if 2*y >= x*x {
			return stripEnd + x
		}
	}
}

// uniform is above 0 and below 1.
func (g *normals) uniform() float64 { return (float64(g.source.Uint64()>>11) + 0.5) * 0x1p-53 }

// noise is the standard normal numbers of all draws, by indicator and place of a
// unit on the panel. Each indicator and place has a stream of its own, the same for
// every panel: what sets two panels apart is their data, not their draws (common
// random numbers), and panels with the same indicators take them as they are.
type noise struct {
	*normals
	seed          int64
	draws         int
	indicators    []string
	widths, start []int     // of each indicator in a draw
	size          int       // of a draw
	z             []float32 // seven digits are more than an error of sampling has
}

func newNoise(seed int64, draws int) *noise {
	return &noise{normals: newNormals(), seed: seed, draws: draws}
}

// prepare has numbers for some indicators and as many units as each is wide.
func (n *noise) prepare(indicators []string, widths []int) {
	fits := slices.Equal(n.indicators, indicators)
	for c := range widths {
		fits = fits && n.widths[c] >= widths[c]
	}
	if fits {
		return
	}
	n.indicators, n.widths, n.start, n.size = slices.Clone(indicators), slices.Clone(widths), nil, 0
	for _, width := range widths {
		n.start = append(n.start, n.size)
		n.size += width
	}
	n.z = slices.Grow(n.z[:0], n.draws*n.size)[:n.draws*n.size]
	for c, indicator := range indicators {
		h := fnv.New64a()
		fmt.Fprintf(h, "%d %s", n.seed, indicator)
		for unit := range widths[c] {
			n.source.Seed(h.Sum64(), uint64(unit))
			n.source.Uint64() // neighbouring seeds are far apart from here on
			for at := n.start[c] + unit; at < len(n.z); at += n.size {
				n.z[at] = float32(n.draw())
			}
		}
	}
}

// of are the numbers of an indicator, by its number, in a draw.
func (n *noise) of(indicator, draw int) []float32 {
	return n.z[draw*n.size+n.start[indicator]:][:n.widths[indicator]]
}
