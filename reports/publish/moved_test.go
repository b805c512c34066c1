package publish

import (
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fabbisogno/reports/edition"
	"fabbisogno/reports/figure"
)

// stored is a figure as its downloads would give it back.
func stored(t *testing.T, e edition.Edition, id string) storedFigure {
	t.Helper()
	all, _, err := figuresNow(e)
	if err != nil {
		t.Fatal(err)
	}
	return all[id]
}

// change is a copy of the fixture with one figure changed.
func change(id string, how func(f *figure.Figure)) edition.Edition {
	e := fixtures()[0]
	for i := range e.Chapters {
		for j := range e.Chapters[i].Figures {
			if f := &e.Chapters[i].Figures[j]; f.ID == id {
				f.Table.Rows = slices.Clone(f.Table.Rows)
				for k := range f.Table.Rows {
					f.Table.Rows[k] = slices.Clone(f.Table.Rows[k])
				}
				f.Lineage = slices.Clone(f.Lineage)
				how(f)
			}
		}
	}
	return e
}

func TestMovedFigure(t *testing.T) {
	const id = "fig-jobs-fan" // 46 quarters observed, 8 forecast
	old := stored(t, fixtures()[0], id)
	otherFile := func(f *figure.Figure) { f.Lineage[0].SHA256 = strings.Repeat("cd34", 16) }
	for _, c := range []struct {
		name                    string
		how                     func(f *figure.Figure)
		changed, added, removed int
		cause                   edition.Cause
		from, to                float64 // of the largest; NaN: none
	}{
		{"nothing", func(*figure.Figure) {}, 0, 0, 0, 0, math.NaN(), math.NaN()},
		{"less than the table shows", func(f *figure.Figure) { f.Table.Rows[0][1].Number += 0.3 }, 0, 0, 0, 0, math.NaN(), math.NaN()},
		{"an observed value, another file", func(f *figure.Figure) { otherFile(f); f.Table.Rows[0][1].Number += 50 }, 1, 0, 0, edition.ByRevision, 22300, 22350},
		{"a forecast, another file", func(f *figure.Figure) { otherFile(f); f.Table.Rows[46][1].Number += 50 }, 1, 0, 0, edition.ByNewData, 23760, 23810},
		{"a bound of a forecast", func(f *figure.Figure) { otherFile(f); f.Table.Rows[46][2].Number -= 5 }, 1, 0, 0, edition.ByNewData, 23760, 23760},
		{"a forecast by another version", func(f *figure.Figure) {
			otherFile(f)
			f.Lineage[0].MethodVersion = 2
			f.Table.Rows[46][1].Number += 50
		}, 1, 0, 0, edition.ByMethod, 23760, 23810},
		{"the same files and methods", func(f *figure.Figure) { f.Table.Rows[46][1].Number += 50 }, 1, 0, 0, edition.ByUnknown, 23760, 23810},
		{"the forecast came true", func(f *figure.Figure) {
			otherFile(f)
			f.Table.Rows[46] = []figure.Cell{f.Table.Rows[46][0], {Number: 23800}, f.Table.Rows[0][2], f.Table.Rows[0][3], f.Table.Rows[0][4], f.Table.Rows[0][5], f.Table.Rows[0][6]}
		}, 1, 0, 0, edition.ByNewData, 23760, 23800},
		{"a row less", func(f *figure.Figure) { f.Table.Rows = f.Table.Rows[1:] }, 0, 0, 1, 0, math.NaN(), math.NaN()},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := movedFigure(id, old, stored(t, change(id, c.how), id))
			if m.Changed != c.changed || m.Added != c.added || m.Removed != c.removed {
				t.Errorf("%d changed, %d added, %d removed; want %d, %d, %d", m.Changed, m.Added, m.Removed, c.changed, c.added, c.removed)
			}
			if m.Compared+c.removed != 54 {
				t.Errorf("%d values compared, want those of 54 quarters", m.Compared)
			}
			if c.changed > 0 && m.Causes[c.cause] != c.changed {
				t.Errorf("causes %v, want %d of %v", m.Causes, c.changed, edition.CauseWord(c.cause).EN)
			}
			switch {
			case math.IsNaN(c.from) && m.Largest != nil:
				t.Errorf("largest change %+v, want none", m.Largest)
			case !math.IsNaN(c.from) && (m.Largest == nil || m.Largest.From != c.from || m.Largest.To != c.to):
				t.Errorf("largest change %+v, want %v to %v", m.Largest, c.from, c.to)
			}
		})
	}
	t.Run("a row more", func(t *testing.T) {
		now := stored(t, fixtures()[0], id)
		before := stored(t, change(id, func(f *figure.Figure) { f.Table.Rows = f.Table.Rows[1:] }), id)
		if m := movedFigure(id, before, now); m.Added != 1 || m.Changed != 0 {
			t.Errorf("%+v, want one value added", m)
		}
	})
}

// A second publication under the same label is a revision: noted, or nothing at all.
func TestRevisions(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	publishTo(t, dir, fixtures())
	first := tree(t, dir)
	if strings.Contains(first[reportIT], `class="announced"`) {
		t.Error("a first publication announces a revision")
	}
	revised := change("fig-jobs-fan", func(f *figure.Figure) {
		f.Lineage[0].SHA256 = strings.Repeat("cd34", 16)
		f.Table.Rows[0][1].Number = 22350
	})
	revised.AsOf = date("2026-11-25")
	revised.Software = "0.2.0"
	second := publishTo(t, dir, []edition.Edition{revised, fixtures()[1]})
	page := tree(t, dir)[reportIT]
	for _, want := range []string{
		`class="announced"`, "Edizione rivista il 25 novembre 2026", "Prima edizione", "Figure cambiate: 1; valori modificati: 1, nuovi: 0, tolti: 0",
		"Dati rivisti dalla fonte (valori: 1)", "programma dalla versione 0.1.0 alla 0.2.0", "da 22.300 a 22.350 (&#43;50)", `<a href="#fig-jobs-fan">1.1</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the revised report does not hold %q", want)
		}
	}
	if strings.Contains(page, `id="moved"`) {
		t.Error("a revision is told as an edition of its own")
	}
	if english := tree(t, dir)["en/italy/2026-11/index.html"]; !strings.Contains(english, "from 22,300 to 22,350 (&#43;50)") {
		t.Error("the English report does not tell the size of the change")
	}
	again := publishTo(t, dir, []edition.Edition{revised, fixtures()[1]})
	if again.Changed || again.Release != second.Release {
		t.Errorf("the same revision again: %+v", again)
	}
	records, err := readRecords(filepath.Join(filepath.Dir(dir), releasesName, again.Release))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(records[0].Revisions); n != 2 {
		t.Errorf("%d lines in the history of Italy, want 2: %+v", n, records[0].Revisions)
	}
	if n := len(records[1].Revisions); n != 1 {
		t.Errorf("%d lines in the history of Piedmont, which did not change", n)
	}

	t.Run("the next edition says what moved since", func(t *testing.T) {
		next := change("fig-jobs-fan", func(f *figure.Figure) {
			f.Lineage[0].SHA256 = strings.Repeat("ef56", 16)
			f.Table.Rows[0][1].Number = 22350
			f.Table.Rows[46][1].Number += 100
		})
		publishTo(t, dir, month("2026-12", next))
		files := tree(t, dir)
		page := files["it/italia/2026-12/index.html"]
		for _, want := range []string{`id="moved"`, "Che cosa è cambiato dall&#39;edizione 2026-11", "da 23.760 a 23.860 (&#43;100)", "Figure uguali in ogni valore: 7"} {
			if !strings.Contains(page, want) {
				t.Errorf("the next edition does not hold %q", want)
			}
		}
		if !strings.Contains(files["it/index.html"], `<time datetime="2026-11-25">25 novembre 2026</time>`) {
			t.Error("the list of editions does not say that 2026-11 was revised")
		}
		if checked, err := CheckFolder(dir); err != nil || len(checked.Problems) > 0 {
			t.Errorf("check --site: %v %v", err, checked.Problems)
		}
	})
}
