package analysis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/reconcile"
	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

func shareKey(k series.Key) series.Key {
	k.Measure, k.Unit = "hard_to_fill_share_pct", "pct"
	return k
}

// hardToFill gives each part of a panel of entries a share of its own and totals the
// mean of their parts, rounded to a tenth. Those by occupation are wrong by so much.
func hardToFill(p series.Panel, wrong float64) series.Panel {
	rng := rand.New(rand.NewPCG(31, 32))
	var out series.Panel
	total := slices.IndexFunc(p, func(s series.Series) bool { return s.Key == entries("IT", "", "") })
	macros := []string{"primary", "industry", "services"}
	share := func(s series.Series, level float64) series.Series {
		r := series.Series{Key: shareKey(s.Key), Start: s.Start, Values: make([]float64, s.Len()), Synthetic: true}
		z := level
		for i := range r.Values {
			z += 0.03 * rng.NormFloat64()
			r.Values[i] = 100 / (1 + math.Exp(-z-0.2*math.Sin(float64(i)/2)))
		}
		return r
	}
	// sectors first: they make the total
	whole := make([]float64, p[total].Len())
	for _, s := range p {
		if s.Key.Territory.Value == "IT" && !s.Key.Industry.IsZero() && !slices.Contains(macros, s.Key.Industry.Value) {
			r := share(s, 0.6*rng.NormFloat64())
			for i, v := range r.Values {
				whole[i] += v * s.Values[i] / p[total].Values[i]
			}
			out = append(out, r)
		}
	}
	sum := share(p[total], 0)
	copy(sum.Values, whole)
	out = append(out, sum)
	// the other tables: drawn, then moved by the same amount so that they make the total
	for _, in := range []func(series.Key) bool{
		func(k series.Key) bool { return k.Territory.Value != "IT" },
		func(k series.Key) bool { return !k.Occupation.IsZero() },
	} {
		first, made := len(out), make([]float64, len(whole))
		n := make([]float64, len(whole))
		var parts series.Panel
		for _, s := range p {
			if in(s.Key) {
				r := share(s, 0)
				for i, v := range r.Values {
					made[i] += v * s.Values[i]
					n[i] += s.Values[i]
				}
				out, parts = append(out, r), append(parts, s)
			}
		}
		for j := range parts {
			for i := range whole {
				out[first+j].Values[i] += whole[i] - made[i]/n[i]
				if !parts[j].Key.Occupation.IsZero() {
					out[first+j].Values[i] += wrong
				}
			}
		}
	}
	for _, s := range out {
		for i, v := range s.Values {
			s.Values[i] = math.Round(10*v) / 10
		}
	}
	out.Sort()
	return out
}

// both are the panels of entries and of shares, tied.
func bothPanels(t *testing.T, set *codes.Set, wrong float64) []panelWork {
	t.Helper()
	p := tables(t, set, 110, 1)
	shares := slices.Concat(p, hardToFill(p, wrong)) // entries weigh the shares of a union
	work := []panelWork{newWork(panels()[0], p, set.Unions()...), newWork(panels()[1], shares, set.Unions()...)}
	for i := range work {
		work[i].tie(set)
	}
	return work
}

// The forecast share of a total is the mean of those of its parts, weighed by their
// forecast entries, in every table where that holds in the data; a table where it
// does not is left alone. A union is the sum, and the mean, of its parts, in no table.
func TestShares_of_forecasts(t *testing.T) {
	set := loadCodes(t)
	const wrong = 3 // occupations, in points
	work := bothPanels(t, set, wrong)
	rows, _, _, _, err := forecastPanels(t.Context(), work, Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]warehouse.Forecast{}
	for _, r := range rows {
		at[fmt.Sprint(r.Key, r.Horizon)] = r
	}
	before := 0.0
	for h := 1; h <= 12; h++ {
		sums, weights := map[string]float64{}, map[string]float64{}
		for _, s := range work[1].series {
			table := "sectors"
			switch {
			case s.Key == shareKey(entries("IT", "", "")), s.aside:
				continue
			case s.Key.Territory.Value != "IT":
				table = "regions"
			case !s.Key.Occupation.IsZero():
				table = "occupations"
			}
			k := s.Key
			k.Measure, k.Unit = "planned_entries_persons", "persons"
			share, count := at[fmt.Sprint(s.Key, h)], at[fmt.Sprint(k, h)]
			sums[table] += share.Mean * count.Mean
			weights[table] += count.Mean
			if moved := strings.Contains(share.Status, forecast.NoteReconciled); moved != (table != "occupations") {
				t.Fatalf("%s has the status %q", s.Key, share.Status)
			}
			for i, iv := range share.Intervals {
				if !(iv.Lower > 0) || !(iv.Upper < 100) || !(iv.Lower <= share.Mean) || !(share.Mean <= iv.Upper) ||
					i > 0 && (iv.Lower > share.Intervals[i-1].Lower || iv.Upper < share.Intervals[i-1].Upper) {
					t.Fatalf("%s: mean %v, intervals %v", s.Key, share.Mean, share.Intervals)
				}
			}
		}
		total := at[fmt.Sprint(shareKey(entries("IT", "", "")), h)].Mean
		for table, sum := range sums {
			gap := sum/weights[table] - total
			if table == "occupations" {
				before = max(before, math.Abs(gap))
			} else if math.Abs(gap) > 1e-7 {
				t.Errorf("horizon %d, %s: mean share %.9f, total %.9f", h, table, sum/weights[table], total)
			}
		}
	}
	holdUnion(t, at)
	if before < 1 {
		t.Errorf("occupations that are wrong by %v points were brought to %.2f", wrong, before)
	}
}

// No later value of shares or entries reaches a reconciled backtest.
func TestShares_see_no_later_value(t *testing.T) {
	set := loadCodes(t)
	const changed = 107
	run := func(change bool) [][]float64 {
		work := bothPanels(t, set, 0)
		var base panelWork
		var baseOut []outcome
		var got [][]float64
		for i, w := range work {
			for _, s := range w.series {
				for k := changed; change && k < len(s.Values); k++ {
					s.Values[k] *= 0.5 + 0.05*float64(len(s.Key.String())%7)
				}
			}
			out, err := w.fitAll(t.Context(), 2, func(string) {})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.weigh(t.Context(), out, 2); err != nil {
				t.Fatal(err)
			}
			if err := w.reconcile(out); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				base, baseOut = w, out
				continue
			}
			if err := w.reconcileShares(out, w.countsOf(base, baseOut)); err != nil {
				t.Fatal(err)
			}
			for _, o := range out {
				for _, list := range o.paths {
					for _, path := range list {
						if path.Origin.Since(w.series[0].Start) < changed {
							got = append(got, path.Centre, path.Point)
						}
					}
				}
			}
		}
		return got
	}
	a, b := run(false), run(true)
	if len(a) < 100 {
		t.Fatalf("only %d paths: nothing was tested", len(a))
	}
	if d := gocmp.Diff(a, b); d != "" {
		t.Errorf("a later value changed an earlier forecast:\n%.500s", d)
	}
}

// By hand: 60 and 40 entries with shares of 30 and 50% make 38%. A total of 39% and
// its parts meet; the part that varies more gives way more.
func TestAgree_by_hand(t *testing.T) {
	p := panels()[1]
	p.horizon = 1
	start := series.MustPeriod("2025-01")
	make12 := func(k series.Key, v float64) scoped {
		s := series.Series{Key: k, Start: start, Values: make([]float64, 12)}
		for i := range s.Values {
			s.Values[i] = v
		}
		return scoped{Series: s}
	}
	end := start.Add(11)
	keys := []series.Key{entries("IT", "", ""), entries("IT", "F", ""), entries("IT", "G", "")}
	w, base := panelWork{panel: p, end: end}, panelWork{panel: panels()[0], end: end}
	var baseOut []outcome
	for i, n := range []float64{1000, 600, 400} {
		w.series = append(w.series, make12(shareKey(keys[i]), []float64{38, 30, 50}[i]))
		base.series = append(base.series, make12(keys[i], n))
		baseOut = append(baseOut, outcome{final: []final{{centre: []float64{n}}}})
	}
	w.sums = append(w.sums, reconcile.Equation{Whole: 0, Parts: []int{1, 2}})
	got, err := w.agree(end, w.countsOf(base, baseOut), []float64{1e-9, 0.2, 0.1}, [][]float64{{39}, {30}, {50}})
	if err != nil {
		t.Fatal(err)
	}
	// Deviations of the counts: 0.2*0.3*0.7*600 = 25.2 and 0.1*0.5*0.5*400 = 10, the
	// total hardly moves; of the missing 10 entries the first part takes 25.2^2/(25.2^2+10^2).
	first := 10 * 25.2 * 25.2 / (25.2*25.2 + 100)
	want := []float64{39, 100 * (180 + first) / 600, 100 * (200 + 10 - first) / 400}
	for i := range want {
		if math.Abs(got[i][0]-want[i]) > 1e-6 {
			t.Errorf("share %d is %.8f, want %.8f", i, got[i][0], want[i])
		}
	}
}
