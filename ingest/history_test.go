package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// permits is a file of sixteen counts, each as value gives it.
func permits(value func(i int) float64) string {
	var b strings.Builder
	b.WriteString("DATAFLOW,FREQ,REF_AREA,DATA_TYPE,SEX,MOSTREL_CCITENSHIP,TYPE_RES_PERMIT_REASON,TYPE_RES_PERMIT,AGE,MARITAL_STATUS,TIME_PERIOD,OBS_VALUE,OBS_STATUS\n")
	for i := range 16 {
		fmt.Fprintf(&b, "IT1:29_348(1.0),A,%s,RESPER,9,PK,ALL,TOTAL,TOTAL,99,%d,%.0f,\n", []string{"IT", "ITC1"}[i%2], 2010+i/2, value(i))
	}
	return b.String()
}

// TestHistory is cases 67 and 116: a file whose values all moved by a power of ten is
// refused with both values, and one that changes most of them by more than a fifth
// is loaded only when somebody has accepted it.
func TestHistory(t *testing.T) {
	ctx := context.Background()
	db, err := warehouse.Open(ctx, warehouse.Options{Path: filepath.Join(t.TempDir(), "warehouse.duckdb")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	g := newIngester(t, db)
	released := time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
	file := func(history History, value func(i int) float64) (rule string, rep Report, err error) {
		released = released.AddDate(0, 1, 0)
		rep, err = g.File(ctx, Request{Reader: strings.NewReader(permits(value)), Name: "29_348.csv", Released: released, History: history})
		var s *SourceError
		switch {
		case errors.As(err, &s):
			return s.Rule, rep, err
		case err != nil:
			t.Fatal(err)
		}
		for _, i := range rep.Issues {
			if i.Rule == "revision" {
				rule = i.Severity + " revision"
			}
		}
		return rule, rep, nil
	}
	base := func(i int) float64 { return 1000 + 10*float64(i) }
	few := func(i int) float64 { // four of sixteen
		if i < 4 {
			return 2 * base(i)
		}
		return base(i)
	}
	most := func(i int) float64 {
		if i < 10 {
			return 1.5 * base(i)
		}
		return base(i)
	}
	for _, c := range []struct {
		name    string
		history History
		value   func(i int) float64
		want    string
	}{
		{"first edition", HistoryChecked, base, ""},
		{"times a thousand", HistoryChecked, func(i int) float64 { return 1000 * base(i) }, "unit-suspect"},
		{"times a thousand, accepted: not a revision", HistoryAccepted, func(i int) float64 { return 1000 * base(i) }, "unit-suspect"},
		{"in thousands", HistoryChecked, func(i int) float64 { return base(i) / 1000 }, "unit-suspect"},
		{"small revision", HistoryChecked, func(i int) float64 { return 1.1 * base(i) }, ""},
		{"large revision of a few", HistoryChecked, few, ""},
		{"large revision of most", HistoryChecked, most, "revision-large"},
		{"large revision of most, accepted", HistoryAccepted, most, "warning revision"},
		{"control: nothing is compared", HistoryIgnored, func(i int) float64 { return 1000 * base(i) }, ""},
	} {
		rule, rep, err := file(c.history, c.value)
		if rule != c.want {
			t.Errorf("%s: %q (%v, %+v), want %q", c.name, rule, err, rep.Issues, c.want)
		}
		if c.want == "unit-suspect" && (!strings.Contains(err.Error(), " was 10") || !strings.Contains(err.Error(), " and is ")) {
			t.Errorf("%s: %v does not show both values", c.name, err)
		}
	}
}

// remembering is a warehouse in memory that also tells what a table has.
type remembering struct{ *memory }

func (r remembering) Panel(_ context.Context, s warehouse.Selection) (series.Panel, error) {
	var all []warehouse.Observation
	for _, l := range r.loads {
		if l.Snapshot.Table == s.Tables[0] {
			all = append(all, l.Observations...)
		}
	}
	slices.SortStableFunc(all, func(a, b warehouse.Observation) int {
		return cmp.Or(strings.Compare(a.Key.String(), b.Key.String()), a.PeriodStart.Compare(b.PeriodStart), b.Released.Compare(a.Released))
	})
	newest := slices.CompactFunc(all, func(a, b warehouse.Observation) bool { return a.Key == b.Key && a.Period == b.Period })
	return warehouse.PanelOf(newest, warehouse.Breaks{})
}

// TestHistoryOfManyFiles holds the files of one run against those before them in it;
// a suspect one is refused and leaves nothing, and the others are loaded.
func TestHistoryOfManyFiles(t *testing.T) {
	db := remembering{&memory{}}
	g := newIngester(t, db)
	base := func(i int) float64 { return 1000 + 10*float64(i) }
	day := time.Date(2024, 1, 10, 0, 0, 0, 0, time.UTC)
	var requests []Request
	for i, value := range []func(i int) float64{
		base,
		func(i int) float64 { return 1000 * base(i) },
		func(i int) float64 { return 1.5 * base(i) },
		func(i int) float64 { return 1.1 * base(i) },
	} {
		requests = append(requests, Request{Reader: strings.NewReader(permits(value)), Name: "29_348.csv", Released: day.AddDate(0, i, 0), History: HistoryChecked})
	}
	results, err := g.Files(context.Background(), requests, 2, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"", "unit-suspect", "revision-large", ""} {
		var s *SourceError
		got := ""
		if errors.As(results[i].Err, &s) {
			got = s.Rule
		}
		if got != want {
			t.Errorf("file %d: %q (%v), want %q", i+1, got, results[i].Err, want)
		}
	}
	kept, err := g.Store.List()
	if err != nil || len(kept) != 2 || len(db.loads) != 2 {
		t.Errorf("%d snapshots and %d loads, want two of each (%v)", len(kept), len(db.loads), err)
	}
	left, err := filepath.Glob(g.Store.Scratch("*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
