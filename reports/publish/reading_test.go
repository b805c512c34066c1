package publish

import (
	"strings"
	"testing"
)

// A reader gets every title once a language, with values under it.
func TestReading(t *testing.T) {
	editions := fixtures()[:1]
	files := built(t, editions)
	list, err := Reading(laidOut(t, files, true))
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, e := range editions {
		want += 2 * (len(e.Findings) + len(figuresOf(editions)))
	}
	if len(list) != want {
		t.Errorf("%d titles, want %d", len(list), want)
	}
	seen := map[string]bool{}
	for _, r := range list {
		if r.Title == "" || strings.HasSuffix(r.Title, "#") {
			t.Errorf("%s %s: title %q", r.Page, r.Figure, r.Title)
		}
		if r.Figure == "" {
			continue
		}
		if len(r.Rows) != mostRead+1 || r.Subtitle == "" || len(r.Notes) == 0 {
			t.Errorf("%s %s: %d rows, subtitle %q, %d notes", r.Page, r.Figure, len(r.Rows), r.Subtitle, len(r.Notes))
		}
		if seen[r.Page+r.Figure] {
			t.Errorf("%s %s stands twice", r.Page, r.Figure)
		}
		seen[r.Page+r.Figure] = true
	}
	if _, err := Reading(t.TempDir()); err == nil {
		t.Error("an empty folder has titles")
	}
}
