package diagnosis

import (
	"math"
	"math/rand/v2"
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
	// width[k] is how far strip k reaches, height[k] the curve there, inner[k] the
	// share of the strip that lies under the curve whatever the height.
	width, height [strips + 1]float64
	inner         [strips]float64
}

func newNormals() *normals {
	g := &normals{}
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
func (g *normals) draw(source *rand.PCG) float64 {
	for {
		bits := source.Uint64()
		k := bits % strips
		u := float64(int64(bits)>>10) * 0x1p-53 // -1 to 1, of the 54 bits above the strip's
		x := u * g.width[k]
		switch {
		case math.Abs(u) < g.inner[k]:
			return x
		case k == 0:
			return math.Copysign(tail(source), u)
		case g.height[k]+uniform(source)*(g.height[k+1]-g.height[k]) < math.Exp(-x*x/2):
			return x
		}
	}
}

// tail is beyond the base strip (Marsaglia 1964).
func tail(source *rand.PCG) float64 {
	for {
		x, y := -math.Log(uniform(source))/stripEnd, -math.Log(uniform(source))
		if 2*y >= x*x {
			return stripEnd + x
		}
	}
}

// uniform is above 0 and below 1.
func uniform(source *rand.PCG) float64 { return (float64(source.Uint64()>>11) + 0.5) * 0x1p-53 }
