package chapter

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"fabbisogno/analysis/indicator"
	"fabbisogno/datasets/series"
	"fabbisogno/reports/chart"
	"fabbisogno/reports/figure"
)

// The interval of a share is that of draws of its parts.
func TestSharesWithin_agrees_with_draws(t *testing.T) {
	values, sigma := []float64{600, 300, 80, 20}, 0.03
	got := sharesWithin(values, sigma)
	rng := rand.New(rand.NewPCG(3, 4))
	const draws = 20000
	drawn := make([][]float64, len(values))
	for range draws {
		total, one := 0.0, make([]float64, len(values))
		for i, v := range values {
			one[i] = v * (1 + sigma*rng.NormFloat64())
			total += one[i]
		}
		for i := range one {
			drawn[i] = append(drawn[i], 100*one[i]/total)
		}
	}
	sum := 0.0
	for i, r := range got {
		sum += r.Value
		slices.Sort(drawn[i])
		low, high := drawn[i][draws/10], drawn[i][draws*9/10]
		// A quantile of 20,000 draws is itself known to about 2% of the width.
		if slack := 0.04 * (high - low); math.Abs(r.Lower-low) > slack || math.Abs(r.Upper-high) > slack {
			t.Errorf("share %.2f: %.3f to %.3f, draws %.3f to %.3f", r.Value, r.Lower, r.Upper, low, high)
		}
	}
	if math.Abs(sum-100) > 1e-9 {
		t.Errorf("shares add to %v", sum)
	}
	if whole := sharesWithin([]float64{5}, sigma); whole[0].Value != 100 || whole[0].Lower != 100 {
		t.Errorf("the share of the only part is %+v, want 100 without error", whole[0])
	}
}

// Groups that either place withholds are left out of both sums.
func TestGroupMix(t *testing.T) {
	s := sourceOf(t, "ITF2")
	majors := s.majorGroups()
	sums := []map[series.Code]float64{{}, {}, {}}
	for i, c := range majors {
		sums[0][c], sums[1][c] = float64(100+50*i), 1000
	}
	sums[0][majors[0]] = math.NaN()
	delete(sums[1], majors[1])
	groups := s.sharedGroups(sums)
	if slices.Contains(groups, majors[0]) || slices.Contains(groups, majors[1]) || len(groups) != len(majors)-2 {
		t.Fatalf("groups %v of %v", groups, majors)
	}
	mix := s.mixOf(groups, sums)
	if v := mix[2][0].Value; !math.IsNaN(v) {
		t.Errorf("a macro-area without data has the share %v", v)
	}
	var f figure.Figure
	s.drawMix(&f, s.besides(), groups, mix)
	// Entries of 200 to 450 against equal ones: three below and three above 1/6, and far from it
	// but for the two in the middle, which are 15.4% and 17.9%, four standard errors away.
	if f.Finding.EN != "Groups asked for more than in Italy, beyond error: 3 of 6; less: 3" {
		t.Errorf("finding %q", f.Finding.EN)
	}
	for i := range groups {
		mix[0][i] = mix[1][i]
	}
	s.drawMix(&f, s.besides(), groups, mix)
	if f.Finding.EN != "The occupations asked for here are those asked for in Italy, within error" {
		t.Errorf("of equal shares %q", f.Finding.EN)
	}
}

// The title of the panels claims above or below only beyond the error of both means.
func TestBesideWords(t *testing.T) {
	s := sourceOf(t, "ITF2")
	plan := s.demandBeside()
	start, n := series.MustPeriod("2025-01"), 2*year
	flat := func(v float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			out[i] = v
		}
		return out
	}
	for _, c := range []struct {
		here float64
		want Text
	}{{40, plan.unsure}, {41.5, plan.unsure}, {46, plan.above}, {35, plan.below}} {
		var f figure.Figure
		d := chart.Stacks{Start: start, Panels: []chart.StackedPanel{{Lines: [][]float64{flat(100), flat(100)}}, {Lines: [][]float64{flat(c.here), flat(40)}}}}
		s.besideWords(&f, plan, d, start.Add(n-1))
		if f.Finding != c.want {
			t.Errorf("%v here and 40 in Italy: %q, want %q", c.here, f.Finding.EN, c.want.EN)
		}
		if f.Told[1].Value != c.here || f.Told[2].Value != 40 || !(f.Told[1].Lower < c.here) {
			t.Errorf("told %+v", f.Told)
		}
	}
	// The mean of a share is weighted by what it is a share of.
	var f figure.Figure
	weights, shares := flat(1), flat(40)
	weights[n-1], shares[n-1] = 9, 60
	d := chart.Stacks{Start: start, Panels: []chart.StackedPanel{{Lines: [][]float64{weights, flat(1)}}, {Lines: [][]float64{shares, flat(40)}}}}
	s.besideWords(&f, plan, d, start.Add(n-1))
	if want := (11*40 + 9*60) / 20.0; math.Abs(f.Told[1].Value-want) > 1e-9 {
		t.Errorf("mean %v, want %v", f.Told[1].Value, want)
	}
}

func TestBesideValues(t *testing.T) {
	start := series.MustPeriod("2024-Q1")
	line := func(values ...float64) series.Series { return series.Series{Start: start, Values: values} }
	lines := []series.Series{line(90, 110, 95, 105, 120, 130), line(1, 1, 1, 1, 2, 2), {}}
	panel, _ := besideValues(besidePanel{isIndex: true, fan: fanPlan{unit: "thousand_persons"}}, lines, start, start.Add(5))
	if got := panel.Lines[0]; got[4] != 120 || got[0] != 90 || panel.Lines[1][5] != 200 || panel.Y.Unit != "index" {
		t.Errorf("index %v, %v", got, panel.Lines[1])
	}
	if !math.IsNaN(panel.Lines[2][3]) {
		t.Errorf("a place without a series has %v", panel.Lines[2])
	}
	plain, _ := besideValues(besidePanel{fan: fanPlan{unit: "pct"}}, lines, start, start.Add(5))
	if plain.Lines[0][5] != 130 || plain.Y.Unit != "pct" {
		t.Errorf("as it is: %v", plain.Lines[0])
	}
}

func TestSectorPathWords(t *testing.T) {
	s := sourceOf(t, "ITF2")
	panel := chart.FanPanel{Median: make([]float64, 8)}
	d := chart.Fans{Start: series.MustPeriod("2024-Q3"), Panels: []chart.FanPanel{panel, panel, panel}}
	var f figure.Figure
	s.sectorPathWords(&f, d, series.MustPeriod("2026-Q2"), map[indicator.Direction]int{indicator.Rise: 1, indicator.Unclear: 2})
	if f.Finding.EN != "Beyond error, a year ahead: industries rising 1, falling 0, of 3" {
		t.Errorf("finding %q", f.Finding.EN)
	}
	if f.Subtitle.EN != "Employed persons by industry (index, mean of the last four quarters = 100), Molise, not seasonally adjusted, from Q3 2024, forecast to Q2 2028, common scale" {
		t.Errorf("subtitle %q", f.Subtitle.EN)
	}
	s.sectorPathWords(&f, d, series.MustPeriod("2026-Q2"), map[indicator.Direction]int{indicator.Unclear: 3})
	if f.Finding.EN != "In no industry does employment change over a year beyond error" {
		t.Errorf("of none sure: %q", f.Finding.EN)
	}
	// The industries shown make up the whole and do not overlap.
	if err := s.Codes.DisjointCodes(employmentSectors()); err != nil {
		t.Error(err)
	}
}

func TestLimitsWords(t *testing.T) {
	s := sourceOf(t, "ITF2")
	f := figure.Figure{Table: figure.Table{Rows: make([][]figure.Cell, 9)}}
	s.limitsWords(&f, 5, 2)
	if f.Finding.IT != "Dettagli che la regione ha per intero: 5 su 9; che non ha affatto: 2" || !f.Finding.IsComplete() {
		t.Errorf("finding %q", f.Finding.IT)
	}
	seen := map[string]bool{}
	for _, d := range s.details() {
		if !d.name.IsComplete() || d.isOf == nil || seen[d.id] {
			t.Errorf("detail %+v", d)
		}
		seen[d.id] = true
	}
}
