package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fabbisogno/datasets/codes"
)

// A folder without boundaries is drawn in tiles; a file that cannot be drawn refuses
// the report, and says what to do.
func TestBorders(t *testing.T) {
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	p := &pipeline{w: &workspace{dir: t.TempDir()}, codes: set}
	if b, err := p.borders(); b != nil || err != nil {
		t.Errorf("%v, %v of a workspace without boundaries", b, err)
	}
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"COD_REG":4},"geometry":{"type":"Polygon","coordinates":[[[11,46],[12,46],[12,47],[11,46]]]}}]}`
	if err := os.WriteFile(filepath.Join(p.w.dir, "boundaries.geojson"), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = p.borders()
	var coded *codedError
	if !errors.As(err, &coded) || coded.code != exitRefused || !strings.Contains(err.Error(), "boundaries.geojson: feature 1: region 04 is one area") {
		t.Error(err)
	}
}
