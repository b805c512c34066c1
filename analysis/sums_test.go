package analysis

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"fabbisogno/datasets/codes"
	"fabbisogno/datasets/series"
	"fabbisogno/datasets/warehouse"
)

// tables draws planned entries of Italy by sector with their macro-sectors, by
// major occupation and by region, which share the total and no cell. The
// occupations fall short of it by a share.
func tables(t *testing.T, set *codes.Set, n int, short float64) series.Panel {
	t.Helper()
	rng := rand.New(rand.NewPCG(21, 22))
	total := monthly(entries("IT", "", ""), n, 0, rng)
	clear(total.Values)
	var out series.Panel
	for _, macro := range []string{"primary", "industry", "services"} {
		sum := monthly(entries("IT", macro, ""), n, 0, rng)
		clear(sum.Values)
		parts := []string{"A"}
		if p, ok := set.Partition("excelsior_sectors_" + macro); ok {
			parts = p
		}
		for k, code := range parts {
			s := monthly(entries("IT", code, ""), n, 1000*float64(k+1), rng)
			for i, v := range s.Values {
				sum.Values[i] += v
				total.Values[i] += v
			}
			out = append(out, s)
		}
		out = append(out, sum)
	}
	split := func(keys []series.Key, by float64) {
		share := make([]float64, len(keys))
		all := 0.0
		for i := range share {
			share[i] = 0.2 + rng.Float64()
			all += share[i]
		}
		first := len(out)
		for _, k := range keys {
			out = append(out, series.Series{Key: k, Start: total.Start, Values: make([]float64, n), Synthetic: true})
		}
		for i, whole := range total.Values {
			left := math.Round(whole * by)
			for j := range keys {
				v := math.Round(whole * by * share[j] / all * math.Exp(0.02*rng.NormFloat64()))
				if j == len(keys)-1 {
					v = left
				}
				left -= v
				out[first+j].Values[i] = v
			}
		}
	}
	var majors, regions []series.Key
	for k := range 8 {
		majors = append(majors, entries("IT", "", fmt.Sprint(k+1)))
	}
	codes, _ := set.Partition("nuts2021_regions")
	for _, c := range codes {
		regions = append(regions, entries(c, "", ""))
	}
	split(majors, short)
	split(regions, 1)
	out = append(out, total)
	out.Sort()
	return out
}

func loadCodes(t *testing.T) *codes.Set {
	t.Helper()
	set, err := codes.Load()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func meanAt(rows []warehouse.Forecast, k series.Key, horizon int) (float64, string) {
	i := slices.IndexFunc(rows, func(r warehouse.Forecast) bool { return r.Key == k && r.Horizon == horizon })
	return rows[i].Mean, rows[i].Status
}

// Forecasts of a total are the sums of those of its parts in every table; a table
// that does not add up in the data is left alone.
func TestSums_of_forecasts(t *testing.T) {
	set := loadCodes(t)
	for name, short := range map[string]float64{"all add up": 1, "occupations fall short": 0.97} {
		p := tables(t, set, 110, short)
		w := newWork(entriesPanel(), p)
		w.tie(set)
		rows, _, _, _, err := forecastPanels(t.Context(), []panelWork{w}, Options{Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		for horizon := 1; horizon <= 12; horizon++ {
			total, _ := meanAt(rows, entries("IT", "", ""), horizon)
			macros, sectors, majors, regions := 0.0, 0.0, 0.0, 0.0
			for _, s := range p {
				v, status := meanAt(rows, s.Key, horizon)
				moved := strings.Contains(status, "reconciled")
				switch {
				case s.Key.Territory.Value != "IT":
					regions += v
				case !s.Key.Occupation.IsZero():
					majors += v
					if moved != (short == 1) {
						t.Fatalf("%s: %s has the status %q", name, s.Key, status)
					}
				case slices.Contains([]string{"primary", "industry", "services"}, s.Key.Industry.Value):
					macros += v
				case !s.Key.Industry.IsZero():
					sectors += v
				}
				if s.Key.Occupation.IsZero() && !moved {
					t.Fatalf("%s: %s has the status %q", name, s.Key, status)
				}
			}
			for what, sum := range map[string]float64{"macro-sectors": macros, "sectors": sectors, "regions": regions, "occupations": majors} {
				want := what != "occupations" || short == 1
				if closed := math.Abs(sum/total-1) < 1e-8; closed != want {
					t.Errorf("%s, %s, horizon %d: sum %.3f, total %.3f", name, what, horizon, sum, total)
				}
			}
		}
	}
}

// A part that enters late is left out of the sums of earlier origins and asked
// for where it is observed and has forecasts.
func TestSums_late_part(t *testing.T) {
	set := loadCodes(t)
	p := tables(t, set, 110, 1)
	total, late := entries("IT", "", ""), []series.Key{entries("IT", "A", ""), entries("IT", "primary", "")}
	for i, s := range p {
		if slices.Contains(late, s.Key) {
			if s.Key == late[0] {
				for j := range p {
					if p[j].Key == total {
						for k := range 90 {
							p[j].Values[k] -= s.Values[k]
						}
					}
				}
			}
			p[i].Start, p[i].Values = s.Start.Add(90), s.Values[90:]
		}
	}
	w := newWork(entriesPanel(), p)
	w.tie(set)
	whole := slices.IndexFunc(w.series, func(s scoped) bool { return s.Key == total })
	parts := func(months int, has func(int) bool) []int {
		var out []int
		for _, q := range w.sums {
			if r, ok := w.holds(q, p[0].Start.Add(months-1), has); ok && q.Whole == whole && w.series[r.Parts[0]].Key.Territory.Value == "IT" {
				out = append(out, len(r.Parts))
			}
		}
		slices.Sort(out)
		return out
	}
	all := func(int) bool { return true }
	notLate := func(i int) bool { return !slices.Contains(late, w.series[i].Key) }
	// regions are of the whole year, so that they never add up to the smaller total
	if got := parts(80, notLate); !slices.Equal(got, []int{2, 18}) {
		t.Errorf("before the part: sums of %v parts, want 2 macro-sectors and 18 sectors", got)
	}
	if got := parts(105, all); !slices.Equal(got, []int{3, 8, 19}) {
		t.Errorf("after it: sums of %v parts, want macro-sectors, occupations and sectors", got)
	}
	if got := parts(105, notLate); !slices.Equal(got, []int{8}) {
		t.Errorf("after it, without its forecasts: sums of %v parts, want occupations only", got)
	}
}

// No later value reaches a reconciled backtest.
func TestSums_see_no_later_value(t *testing.T) {
	set := loadCodes(t)
	const changed = 107
	centres := func(p series.Panel) [][]float64 {
		w := newWork(entriesPanel(), p)
		w.tie(set)
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
		var got [][]float64
		for _, o := range out {
			for _, list := range o.paths {
				for _, path := range list {
					if path.Origin.Since(p[0].Start) < changed {
						got = append(got, path.Centre)
					}
				}
			}
		}
		return got
	}
	before, after := tables(t, set, 110, 1), tables(t, set, 110, 1)
	for _, s := range after {
		for i := changed; i < len(s.Values); i++ {
			s.Values[i] *= 2 + 0.1*float64(len(s.Key.String())%7)
		}
	}
	a, b := centres(before), centres(after)
	if len(a) < 100 {
		t.Fatalf("only %d paths: nothing was tested", len(a))
	}
	if d := gocmp.Diff(a, b); d != "" {
		t.Errorf("a later value changed an earlier forecast:\n%.500s", d)
	}
}
