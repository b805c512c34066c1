package edition

import (
	"slices"
	"testing"
	"time"
)

// An edition built again on another day of its month keeps what it was published
// with; one of another month, and one that never had it, do not get it.
func TestKept(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	before := []Record{
		{ID: "italy", Label: "2026-11", HasBrief: true, Sheets: []Kind{Occupation}},
		{ID: "region-ITC1", Label: "2026-10", HasBrief: true},
		{ID: "region-ITC2", Label: "2026-11"},
	}
	o := Options{Kinds: []Kind{Italy, Region}, AsOf: day("2026-11-28"), Before: before}
	for _, c := range []struct {
		kind Kind
		id   string
		want bool
	}{
		{InBrief, "italy", true}, {Occupation, "italy", true}, {Sector, "italy", false},
		{InBrief, "region-ITC1", false}, {InBrief, "region-ITC2", false}, {InBrief, "region-ITC3", false},
	} {
		if got := o.wants(c.kind, c.id); got != c.want {
			t.Errorf("wants %s of %s: %v, want %v", c.kind, c.id, got, c.want)
		}
	}
	if got, want := o.Kept(), []string{"italy brief", "italy occupation"}; !slices.Equal(got, want) {
		t.Errorf("kept %v, want %v", got, want)
	}
	o.Kinds = nil // everything is asked for: nothing is kept beside
	if got := o.Kept(); len(got) > 0 || !o.wants(Sector, "italy") {
		t.Errorf("kept %v with everything asked for", got)
	}
}
