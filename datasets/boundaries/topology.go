package boundaries

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/peterstace/simplefeatures/geom"
)

// topology is TopoJSON: arcs that areas share, as steps on a grid where there is a transform.
type topology struct {
	Transform *struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`
	Arcs    [][][]float64         `json:"arcs"`
	Objects map[string]topoObject `json:"objects"`
}

type topoObject struct {
	Type       string          `json:"type"`
	Properties map[string]any  `json:"properties"`
	Arcs       json.RawMessage `json:"arcs"`
	Geometries []topoObject    `json:"geometries"`
}

func decodeTopology(text []byte) ([]feature, error) {
	var t topology
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, err
	}
	if err := t.place(); err != nil {
		return nil, err
	}
	var out []feature
	for _, name := range slices.Sorted(maps.Keys(t.Objects)) {
		members := t.Objects[name].Geometries
		if t.Objects[name].Type != "GeometryCollection" {
			members = []topoObject{t.Objects[name]}
		}
		for i, o := range members {
			g, err := t.geometry(o)
			if err != nil {
				return nil, fmt.Errorf("object %s, geometry %d: %w", name, i+1, err)
			}
			out = append(out, feature{o.Properties, g})
		}
	}
	return out, nil
}

// place turns the steps of the arcs into positions.
func (t *topology) place() error {
	for i, arc := range t.Arcs {
		x, y := 0.0, 0.0
		for j, p := range arc {
			if len(p) < 2 {
				return fmt.Errorf("arc %d, position %d has %d numbers", i, j, len(p))
			}
			if t.Transform == nil {
				continue
			}
			x, y = x+p[0], y+p[1]
			p[0] = x*t.Transform.Scale[0] + t.Transform.Translate[0]
			p[1] = y*t.Transform.Scale[1] + t.Transform.Translate[1]
		}
	}
	return nil
}

func (t *topology) geometry(o topoObject) (geom.Geometry, error) {
	var polygons [][][]int
	switch o.Type {
	case "Polygon":
		polygons = make([][][]int, 1)
		if err := json.Unmarshal(o.Arcs, &polygons[0]); err != nil {
			return geom.Geometry{}, err
		}
	case "MultiPolygon":
		if err := json.Unmarshal(o.Arcs, &polygons); err != nil {
			return geom.Geometry{}, err
		}
	default:
		return geom.Geometry{}, fmt.Errorf("type %q is no area", o.Type)
	}
	var out []geom.Polygon
	for _, rings := range polygons {
		var lines []geom.LineString
		for _, arcs := range rings {
			ring, err := t.ring(arcs)
			if err != nil {
				return geom.Geometry{}, err
			}
			lines = append(lines, geom.NewLineString(geom.NewSequence(ring, geom.DimXY)))
		}
		out = append(out, geom.NewPolygon(lines))
	}
	return geom.NewMultiPolygon(out).AsGeometry(), nil
}

// ring joins arcs, each begun where the one before ends; ~i is arc i backwards.
func (t *topology) ring(arcs []int) ([]float64, error) {
	var out []float64
	for k, i := range arcs {
		backwards := i < 0
		if backwards {
			i = ^i
		}
		if i >= len(t.Arcs) {
			return nil, fmt.Errorf("arc %d of %d", i, len(t.Arcs))
		}
		arc := slices.Clone(t.Arcs[i])
		if backwards {
			slices.Reverse(arc)
		}
		for j, p := range arc {
			if k > 0 && j == 0 {
				continue // the end of the arc before
			}
			out = append(out, p[0], p[1])
		}
	}
	if n := len(out); n < 8 || out[0] != out[n-2] || out[1] != out[n-1] {
		return nil, fmt.Errorf("ring of arcs %v does not close", arcs)
	}
	return out, nil
}
