package edition

import (
	"strings"
	"testing"

	"fabbisogno/datasets/catalog"
	"fabbisogno/datasets/warehouse"
	"fabbisogno/reports/figure"
)

func entries(t *testing.T) []Method {
	t.Helper()
	cat, err := catalog.Load()
	if err != nil {
		t.Fatal(err)
	}
	all, err := methods(Options{Catalog: cat})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// Every entry says in both languages what it is, in words and not in codes.
func TestMethods_are_whole(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range entries(t) {
		if seen[m.ID] {
			t.Errorf("%s stands twice", m.ID)
		}
		seen[m.ID] = true
		for name, text := range map[string]Text{"title": m.Title, "idea": m.Idea, "inputs": m.Inputs, "limits": m.Limits} {
			if !text.IsComplete() {
				t.Errorf("%s of %s: %+v", name, m.ID, text)
			}
		}
		if m.Version < 1 || m.Source == "" || m.Formula == "" {
			t.Errorf("%s: version %d, source %q, formula %q", m.ID, m.Version, m.Source, m.Formula)
		}
		for _, p := range m.Parameters {
			if strings.Contains(p.Value.IT+p.Value.EN, "_") || !p.Value.IsComplete() || p.Source == "" {
				t.Errorf("%s of %s: %+v", p.ID, m.ID, p)
			}
		}
	}
	for _, id := range []string{"auto_treated_floor", "ses_seasonal_additive_logit", "composite", "priority_sectors", "priority_membership", "cause_remedy", "excelsior_hard_to_fill"} {
		n := 0
		for _, m := range entries(t) {
			if m.Is(id) {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d entries are %s, want 1", n, id)
		}
	}
}

// An annex has what its figures rest on and no more; editions with the same share a list.
func TestMethodLists(t *testing.T) {
	lists := &methodLists{all: entries(t)}
	figures := []figure.Figure{
		{Lineage: []warehouse.Lineage{{Table: "a", Method: "auto_treated"}, {Table: "b", Method: "auto_treated_floor"}, {Table: "c"}}},
		{Methods: []figure.Method{{ID: "jsa_fill_rate", Version: 1}}},
	}
	first := lists.of(figures)
	var ids []string
	for _, m := range first {
		ids = append(ids, m.ID)
	}
	if got := strings.Join(ids, " "); got != "auto jsa_fill_rate" {
		t.Errorf("the annex has %s, want auto jsa_fill_rate", got)
	}
	if again := lists.of(figures); &again[0] != &first[0] {
		t.Error("the same figures have another copy of the list")
	}
	if none := lists.of(nil); len(none) != 0 {
		t.Errorf("no figure, and %d methods", len(none))
	}
}

func TestPlainNumber(t *testing.T) {
	for v, want := range map[float64][2]string{0.05: {"0,05", "0.05"}, 1000: {"1.000", "1,000"}, 1.25: {"1,25", "1.25"}, 0: {"0", "0"}} {
		if it, en := plainNumber("it", v), plainNumber("en", v); it != want[0] || en != want[1] {
			t.Errorf("%v reads %s and %s, want %v", v, it, en, want)
		}
	}
}
