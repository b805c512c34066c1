package boundaries

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/datasets/codes"
)

func set(t *testing.T) *codes.Set {
	t.Helper()
	s, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// box is a polygon of GeoJSON of so many degrees, its south-western corner given.
func box(x, y, side float64) map[string]any {
	return map[string]any{"type": "Polygon", "coordinates": [][][2]float64{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}}
}

// collection is a file of squares, one a region of NUTS 2, changed by the test.
func collection(t *testing.T, s *codes.Set, change func(features []map[string]any) []map[string]any) string {
	t.Helper()
	var features []map[string]any
	for i, code := range regions(s) {
		features = append(features, map[string]any{"type": "Feature", "properties": map[string]any{"NUTS_ID": code},
			"geometry": box(8+float64(i%5), 37+float64(i/5), 0.8)})
	}
	text, err := json.Marshal(map[string]any{"type": "FeatureCollection", "features": change(features)})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), Names[0])
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func same(f []map[string]any) []map[string]any { return f }

// area of an outline by the even-odd rule, in square degrees of latitude.
func (o Outline) area() float64 {
	sum := 0.0
	for _, r := range o.Rings {
		a := 0.0
		for i, p := range r {
			q := r[(i+1)%len(r)]
			a += p[0]*q[1] - q[0]*p[1]
		}
		sum += math.Abs(a) / 2
	}
	return sum
}

func TestRegionsOfACollection(t *testing.T) {
	s := set(t)
	m, err := Find(filepath.Dir(collection(t, s, same)), s)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Outlines) != 21 || m.File != "boundaries.geojson" || len(m.SHA256) != 64 {
		t.Fatalf("%d outlines of %s, sha256 %q", len(m.Outlines), m.File, m.SHA256)
	}
	narrow := math.Cos(parallel * math.Pi / 180)
	for code, o := range m.Outlines {
		if want := 0.8 * 0.8 * narrow; math.Abs(o.area()-want) > 0.01 {
			t.Errorf("%s has %.3f square degrees, want %.3f", code, o.area(), want)
		}
	}
	first := m.Outlines[regions(s)[0]]
	if x, y := first.Name[0]/narrow, -first.Name[1]; x < 8 || x > 8.8 || y < 37 || y > 37.8 {
		t.Errorf("the name of the first region stands at %g %g", x, y)
	}
}

func TestNoFile(t *testing.T) {
	if m, err := Find(t.TempDir(), set(t)); m != nil || err != nil {
		t.Errorf("%v, %v of an empty folder", m, err)
	}
}

// Provinces make their region: Turin and the rest of Piedmont are one area, and what
// lies abroad or stands for the country is passed over.
func TestProvincesMakeTheirRegion(t *testing.T) {
	s := set(t)
	path := collection(t, s, func(f []map[string]any) []map[string]any {
		for i := range f {
			if f[i]["properties"].(map[string]any)["NUTS_ID"] == "ITC1" {
				f[i]["properties"] = map[string]any{"COD_REG": 1, "COD_PROV": "001", "COD_CM": 201}
				f[i]["geometry"] = box(7, 44, 1)
			}
		}
		return append(f, map[string]any{"type": "Feature", "properties": map[string]any{"reg_istat_code": "01", "prov_istat_code_num": 4}, "geometry": box(8, 44, 1)},
			map[string]any{"type": "Feature", "properties": map[string]any{"NUTS_ID": "FRL0"}, "geometry": box(2, 44, 1)},
			map[string]any{"type": "Feature", "properties": map[string]any{"NUTS_ID": "IT"}, "geometry": box(8, 40, 1)})
	})
	m, err := Read(path, s)
	if err != nil {
		t.Fatal(err)
	}
	o := m.Outlines["ITC1"]
	if want := 2 * math.Cos(parallel*math.Pi/180); len(o.Rings) != 1 || math.Abs(o.area()-want) > 0.01 {
		t.Errorf("Piedmont has %d rings and %.3f square degrees, want one of %.3f", len(o.Rings), o.area(), want)
	}
}

func TestRefused(t *testing.T) {
	s := set(t)
	property := func(p map[string]any) func([]map[string]any) []map[string]any {
		return func(f []map[string]any) []map[string]any { f[2]["properties"] = p; return f }
	}
	shape := func(g any) func([]map[string]any) []map[string]any {
		return func(f []map[string]any) []map[string]any { f[2]["geometry"] = g; return f }
	}
	cases := []struct {
		name   string
		change func([]map[string]any) []map[string]any
		want   string
	}{
		{"a region left out", func(f []map[string]any) []map[string]any { return f[1:] }, "no area for " + regions(s)[0]},
		{"metres", shape(box(500000, 4600000, 1000)), "feature 3: it reaches from 500000"},
		{"both provinces in one", property(map[string]any{"COD_REG": 4}), "region 04 is one area, and the sources give ITH1 and ITH2 apart (give the provinces"},
		{"no code", property(map[string]any{"name": "Lombardia"}), "feature 3: it has neither NUTS_ID nor COD_REG"},
		{"no such province", property(map[string]any{"COD_PROV": 999}), "no province has the code 999"},
		{"no such region", property(map[string]any{"COD_REG": 33}), "no region has the code 33"},
		{"a line", shape(map[string]any{"type": "LineString", "coordinates": [][2]float64{{8, 40}, {9, 41}}}), "no polygon"},
		{"nothing", shape(map[string]any{"type": "Polygon", "coordinates": [][][2]float64{}}), "without points"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := Read(collection(t, s, c.change), s)
			var e *Error
			if !errors.As(err, &e) || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "boundaries.geojson: ") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	for name, text := range map[string]string{"not JSON": "shape", "another type": `{"type":"Feature"}`, "an arc too few": `{"type":"Topology","arcs":[],"objects":{"a":{"type":"Polygon","arcs":[[0]]}}}`,
		"an open ring": `{"type":"Topology","arcs":[[[8,40],[9,40],[9,41],[8,41]]],"objects":{"a":{"type":"Polygon","arcs":[[0]]}}}`, "half a gzip": "\x1f\x8b\x08"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), Names[1])
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
			var e *Error
			if _, err := Read(path, s); !errors.As(err, &e) {
				t.Errorf("%v, want an error of the file", err)
			}
		})
	}
}

// An arc that two areas share is walked one way and back, and steps add up.
func TestTopology(t *testing.T) {
	text := `{"type":"Topology","transform":{"scale":[0.5,0.25],"translate":[8,40]},
		"arcs":[[[2,0],[0,4]],[[2,4],[-2,0],[0,-4],[2,0]],[[2,0],[2,0],[0,4],[-2,0]]],
		"objects":{"provinces":{"type":"GeometryCollection","geometries":[
			{"type":"Polygon","properties":{"NUTS_ID":"west"},"arcs":[[0,1]]},
			{"type":"MultiPolygon","properties":{"NUTS_ID":"east"},"arcs":[[[-1,2]]]}]}}}`
	got, err := decodeTopology([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"POLYGON((9 40,9 41,8 41,8 40,9 40))", "POLYGON((9 41,9 40,10 40,10 41,9 41))"} {
		if is := fmt.Sprint(polygons(got[i].Geometry)[0].AsText()); is != want {
			t.Errorf("%s is %s, want %s", got[i].Properties["NUTS_ID"], is, want)
		}
	}
}
