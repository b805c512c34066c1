package chart

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// countingEngine draws nothing but says how often.
type countingEngine struct{ drawn *int }

func (countingEngine) id() string { return "counting" }

func (e countingEngine) draw(option []byte) (string, error) {
	*e.drawn++
	return "<svg>" + string(option) + "</svg>", nil
}

// What reports use stays, what none used for 90 days goes, and what is not of the
// cache is left alone.
func TestPrune(t *testing.T) {
	dir, drawn := t.TempDir(), 0
	start := time.Date(2026, time.January, 1, 12, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return start.AddDate(0, 0, n) }
	// report is a program that makes a report of some figures on a day, then tidies.
	report := func(on time.Time, options ...string) *ECharts {
		t.Helper()
		e, err := NewRenderer(Options{CacheDir: dir, Program: "one", Now: on})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range options {
			r := Request{ID: "fig-a", Title: o, Spec: Bars{Items: []Item{{Value: 1}}}, Lang: "it", Size: Wide, Desc: "d"}
			svg, err := e.finished.through(r, func(Request) ([]byte, error) { return e.cache.through(countingEngine{&drawn}, []byte(o)) })
			if err != nil || !strings.Contains(string(svg), o) {
				t.Fatalf("%s, %v", svg, err)
			}
		}
		if err := e.Prune(); err != nil {
			t.Fatal(err)
		}
		return e
	}
	kept := func() string {
		t.Helper()
		plain, err := filepath.Glob(filepath.Join(dir, "*.svg"))
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(len(plain), " ", len(keptIn(t, dir)))
	}
	check := func(wantKept string, wantDrawn int) {
		t.Helper()
		if got := kept(); got != wantKept || drawn != wantDrawn {
			t.Errorf("%s drawings kept, %d drawn; want %s and %d", got, drawn, wantKept, wantDrawn)
		}
	}
	report(day(0), "a", "b")
	check("2 2", 2)
	e := report(day(60), "a")
	check("2 2", 2)
	foreign := []string{filepath.Join(dir, "notes.svg"), filepath.Join(e.finished.dir, "checked-pages.json"), filepath.Join(dir, strings.Repeat("a", 64)+".svg", "x")}
	for _, path := range foreign {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(dir, "drawing-17.tmp")
	if err := os.WriteFile(left, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range append(foreign, left) {
		if err := os.Chtimes(path, day(-400), day(-400)); err != nil {
			t.Fatal(err)
		}
	}
	report(day(90), "a") // 90 days is not more than 90 days
	for _, path := range foreign {
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s is not of the cache and is gone: %v", path, err)
		}
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a killed run left is still there")
	}
	if err := os.RemoveAll(filepath.Join(dir, strings.Repeat("a", 64)+".svg")); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(foreign[0]); err != nil {
		t.Fatal(err)
	}
	check("2 2", 2)
	report(day(91), "a") // b goes, and what a was drawn from, whose drawing is found whole
	check("0 1", 2)
	report(day(180), "a")
	check("0 1", 2)
	report(day(181), "b")
	check("1 2", 3)
	report(time.Time{}, "b") // without a clock all stays
	report(day(-30), "b")    // and with one that goes back
	check("1 2", 3)
	report(day(1000))
	check("0 0", 3)
}
