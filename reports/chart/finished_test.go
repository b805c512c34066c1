package chart

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"
	"time"
)

func keptIn(t *testing.T, dir string) []string {
	t.Helper()
	out, err := filepath.Glob(filepath.Join(dir, finishedPrefix+"*", "*.svg"))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// A drawing that is kept is not made again, one that is damaged is, and another
// program begins anew.
func TestFinished(t *testing.T) {
	dir, made := t.TempDir(), 0
	r := Request{ID: "fig-a", Spec: Bars{Items: []Item{{Value: 1}}}, Lang: "it", Size: Wide, Title: "t", Desc: "d"}
	render := func(Request) ([]byte, error) { made++; return []byte("<svg/>"), nil }
	get := func(program string, r Request, want int) {
		t.Helper()
		f, err := newFinished(dir, program, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		svg, err := f.through(r, render)
		if err != nil || string(svg) != "<svg/>" {
			t.Fatalf("%s, %v", svg, err)
		}
		if made != want {
			t.Errorf("%d drawings made, want %d", made, want)
		}
	}
	get("one", r, 1)
	get("one", r, 1)
	other := r
	other.Title = "another title"
	get("one", other, 2)
	for _, path := range keptIn(t, dir) {
		if err := os.WriteFile(path, []byte("sum\n<svg onload=x/>"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	get("one", r, 3)
	get("two", r, 4)
	if n := len(keptIn(t, dir)); n != 1 {
		t.Errorf("%d drawings kept beside the one of the newest program", n-1)
	}
	get("one", r, 5)

	f, err := newFinished(dir, "one", time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	other.ID = "fig-b"
	if _, err := f.through(other, func(Request) ([]byte, error) { return nil, errors.New("cannot be drawn") }); err == nil || len(keptIn(t, dir)) != 1 {
		t.Errorf("%v: what cannot be drawn is refused and not kept", err)
	}
	none, err := newFinished(dir, "", time.Time{})
	if err != nil || none.dir != "" {
		t.Errorf("without a program drawings are kept in %q, %v", none.dir, err)
	}
}

// Every field of a request is part of its name: changed one by one, at any depth, each
// gives another spelling.
func TestSpell(t *testing.T) {
	area := &Area{Rings: [][][2]float64{{{0, 0}, {1, 0}, {1, 1}}}}
	requests := []Request{
		{},
		{ID: "fig-a"}, {ID: "fig-b"}, {Lang: "it"}, {Size: Wide}, {Title: "fig-a"}, {Desc: "fig-a"}, {Demonstration: true},
		{Spec: Bars{}}, {Spec: Dots{}}, {Spec: Bars{Items: []Item{{}}}}, {Spec: Bars{Items: []Item{{Value: math.NaN()}}}}, {Spec: Bars{Items: []Item{{Value: 1}}}},
		{Spec: Bars{Items: []Item{{Value: -1}}}}, {Spec: Bars{Items: []Item{{}, {}}}},
		{Spec: TileMap{Tiles: []Tile{{}}}}, {Spec: TileMap{Tiles: []Tile{{Area: &Area{}}}}}, {Spec: TileMap{Tiles: []Tile{{Area: area}}}},
	}
	var spelt [][]byte
	for i, r := range requests {
		said, err := spell(nil, reflect.ValueOf(r))
		if err != nil {
			t.Fatal(err)
		}
		for j, before := range spelt {
			if bytes.Equal(said, before) {
				t.Errorf("requests %d and %d are spelt alike: %+v", j, i, r)
			}
		}
		spelt = append(spelt, said)
	}
	again := TileMap{Tiles: []Tile{{Area: &Area{Rings: [][][2]float64{{{0, 0}, {1, 0}, {1, 1}}}}}}}
	if said, err := spell(nil, reflect.ValueOf(Request{Spec: again})); err != nil || !bytes.Equal(said, spelt[len(spelt)-1]) {
		t.Errorf("an equal request behind another pointer is spelt otherwise, %v", err)
	}
	if _, err := spell(nil, reflect.ValueOf(map[string]int{})); err == nil {
		t.Error("a map, whose order is free, is spelt")
	}
}
