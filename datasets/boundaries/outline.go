package boundaries

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/peterstace/simplefeatures/geom"
)

// Outline is an area to be drawn, on a plane whose unit is a degree of latitude,
// x to the east and y to the south.
type Outline struct {
	// Rings are closed lines without their last point, the largest island first; holes
	// run the other way than what they lie in.
	Rings [][][2]float64
	Name  [2]float64 // where a name is well inside
}

const (
	// parallel is the latitude at which east-west distances are true.
	parallel = 42.0
	// tolerance, in degrees: a third of a pixel where Italy is 430 pixels tall.
	tolerance = 0.01
	// smallest island that is drawn beside the largest, in square degrees: two pixels by two.
	smallest = 0.003
	// rounding of coordinates, in parts of a degree: a tenth of a pixel.
	rounding = 400.0
)

// inDegrees refuses coordinates outside Italy and what lies around it.
func inDegrees(g geom.Geometry) error {
	lo, hi, ok := g.Envelope().MinMaxXYs()
	if !ok {
		return errors.New("an area without points")
	}
	if lo.X < -180 || lo.Y < -90 || hi.X > 180 || hi.Y > 90 || lo.X < 5 || hi.X > 20 || lo.Y < 34 || hi.Y > 49 {
		return fmt.Errorf("it reaches from %g %g to %g %g, which is not Italy in degrees", lo.X, lo.Y, hi.X, hi.Y)
	}
	return nil
}

// outline joins the parts of an area and makes it fit to be drawn.
func outline(parts []geom.Geometry) (Outline, error) {
	whole := parts[0]
	if len(parts) > 1 {
		var err error
		if whole, err = geom.UnionMany(parts); err != nil {
			return Outline{}, err
		}
	}
	narrow := math.Cos(parallel * math.Pi / 180)
	whole = whole.TransformXY(func(p geom.XY) geom.XY { return geom.XY{X: p.X * narrow, Y: -p.Y} })
	islands := polygons(whole)
	if len(islands) == 0 {
		return Outline{}, errors.New("no polygon")
	}
	slices.SortStableFunc(islands, func(a, b geom.Polygon) int { return cmp.Compare(b.Area(), a.Area()) })
	var out Outline
	for i, island := range islands {
		if i > 0 && island.Area() < smallest {
			break
		}
		for _, line := range island.ForceCCW().DumpRings() {
			if ring := simple(line); len(ring) >= 3 {
				out.Rings = append(out.Rings, ring)
			}
		}
	}
	if len(out.Rings) == 0 {
		return Outline{}, errors.New("nothing of it is large enough to be drawn")
	}
	at, ok := islands[0].PointOnSurface().XY()
	if !ok {
		return Outline{}, errors.New("no point of it is inside")
	}
	out.Name = [2]float64{rounded(at.X), rounded(at.Y)}
	return out, nil
}

// polygons of a geometry, also of several in one.
func polygons(g geom.Geometry) []geom.Polygon {
	var out []geom.Polygon
	for _, part := range g.Dump() {
		if p, ok := part.AsPolygon(); ok && !p.IsEmpty() {
			out = append(out, p)
		}
	}
	return out
}

// simple is a ring of few points, without its last.
func simple(line geom.LineString) [][2]float64 {
	seq := line.Simplify(tolerance).Coordinates()
	var out [][2]float64
	for i := range max(seq.Length()-1, 0) {
		p := seq.GetXY(i)
		at := [2]float64{rounded(p.X), rounded(p.Y)}
		if len(out) == 0 || at != out[len(out)-1] {
			out = append(out, at)
		}
	}
	return out
}

func rounded(v float64) float64 { return math.Round(v*rounding) / rounding }
