package chapter

import (
	"strings"
	"testing"

	"fabbisogno/datasets/boundaries"
)

// A map says what it is drawn with: tiles, or outlines of a file with its source.
func TestBordersSayWhoseTheyAre(t *testing.T) {
	var none *Borders
	if none.area("ITC1") != nil || !strings.HasPrefix(none.words().kind.EN, "Tile map") || len(none.words().notes) != 0 {
		t.Errorf("without outlines: %v", none.words())
	}
	square := boundaries.Outline{Rings: [][][2]float64{{{0, 0}, {1, 0}, {1, 1}}}, Name: [2]float64{0.7, 0.4}}
	b := &Borders{Map: &boundaries.Map{File: "boundaries.geojson", SHA256: strings.Repeat("ab", 32), Outlines: map[string]boundaries.Outline{"ITC1": square}}}
	if a := b.area("ITC1"); a == nil || len(a.Rings[0]) != 3 || a.Name != square.Name {
		t.Errorf("outline of ITC1 is %v", a)
	}
	if b.area("ITC4") != nil {
		t.Error("an outline of a region that the file has not")
	}
	if note := b.words().notes[0]; !strings.Contains(note.IT, "fonte non indicata") || !strings.Contains(note.EN, "file boundaries.geojson, sha256 abababababab.") {
		t.Errorf("without a source: %v", note)
	}
	b.Source = "Istat, 100% CC BY 4.0"
	if note := b.words().notes[0]; note.IT != "Confini delle regioni, semplificati: Istat, 100% CC BY 4.0; file boundaries.geojson, sha256 abababababab." {
		t.Errorf("with a source: %q", note.IT)
	}
}
