package analysis

import (
	"math"
	"slices"
	"strings"
	"testing"

	"fabbisogno/analysis/forecast"
	"fabbisogno/analysis/forecast/recipe"
	"fabbisogno/datasets/series"
)

// weighed fits and weighs a panel.
func weighed(t *testing.T, p series.Panel) (panelWork, []outcome) {
	t.Helper()
	w := newWork(entriesPanel(), unbroken(p))
	out, err := w.fitAll(t.Context(), 2, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.weigh(t.Context(), out, 2); err != nil {
		t.Fatal(err)
	}
	return w, out
}

// At every origin the recipe's path is the mean of what its members said there, with
// the weights of that origin; those differ from origin to origin and are never equal
// where earlier errors are known.
func TestWeigh(t *testing.T) {
	w, out := weighed(t, country(142))
	different := map[recipe.Weights]bool{}
	checked := 0
	for _, o := range out {
		for _, p := range o.paths[declared] {
			answers, ok := o.said[p.Origin]
			if !ok {
				continue
			}
			checked++
			found := w.weightsAt(out, p.Origin)
			different[found.weights] = true
			if (found.cases == 0) != (found.weights == recipe.Equal()) {
				t.Fatalf("%s: %d cases, weights %v", p.Origin, found.cases, found.weights)
			}
			for h := range w.horizon {
				want := 0.0
				for k, v := range found.weights {
					want += v * answers.Mean[k][h]
				}
				if math.Abs(p.Centre[h]-want) > 1e-9*want || p.Point[h] != p.Centre[h] {
					t.Fatalf("%s, horizon %d: centre %v, point %v, want %v", p.Origin, h+1, p.Centre[h], p.Point[h], want)
				}
				if r := (p.Actual[h] - p.Centre[h]) / p.Scale; !math.IsNaN(r) && math.Abs(r-p.Residual[h]) > 1e-12 {
					t.Fatalf("%s, horizon %d: residual %v, want %v", p.Origin, h+1, p.Residual[h], r)
				}
			}
		}
	}
	if checked < 200 || len(different) < 10 {
		t.Errorf("%d paths with %d different weights: nothing was tested", checked, len(different))
	}
}

// A panel too short for errors at an earlier origin is weighed alike and says so;
// one of two years is forecast by seasonal naive and says that.
func TestWeigh_short(t *testing.T) {
	for _, c := range []struct {
		months int
		want   string
		never  string
	}{{46, forecast.NoteEqualWeights, forecast.NoteFallback}, {24, forecast.NoteFallback + "=seasonal_naive", forecast.NoteEqualWeights}, {110, "", forecast.NoteEqualWeights}} {
		w, out := weighed(t, country(c.months))
		for i, o := range out {
			status := o.final[declared].status.String()
			if !strings.Contains(status, c.want) || strings.Contains(status, c.never) {
				t.Errorf("%d months, %s: status %q, want %q and not %q", c.months, w.series[i].Key, status, c.want, c.never)
			}
		}
	}
}

// A value out of line is set right before the recipe and named in the status.
func TestOutlierIsNamed(t *testing.T) {
	p := country(110)
	key := entries("IT", "G", "")
	i := slices.IndexFunc(p, func(s series.Series) bool { return s.Key == key })
	plain, out := weighed(t, p)
	p[i].Values[90] *= 6
	_, wild := weighed(t, p)
	j := slices.IndexFunc(plain.series, func(s scoped) bool { return s.Key == key })
	if status := wild[j].final[declared].status.String(); !strings.Contains(status, forecast.NoteReplaced+"=2022-07 ") {
		t.Errorf("status %q does not name the value", status)
	}
	if status := out[j].final[declared].status.String(); strings.Contains(status, forecast.NoteReplaced) {
		t.Errorf("status %q names a value where none is out of line", status)
	}
	for h, want := range out[j].final[declared].centre {
		if got := wild[j].final[declared].centre[h]; math.Abs(got/want-1) > 0.05 {
			t.Errorf("horizon %d: %.0f with the value, %.0f without", h+1, got, want)
		}
	}
}

// The vacancy rate has a model of its own; the recipe is backtested beside it with
// weights, and the forecast is not the recipe's.
func TestOwnModel(t *testing.T) {
	var p panel
	for _, q := range panels() {
		if q.own != nil {
			p = q
		}
	}
	if p.measure != "job_vacancy_rate_sa_pct" {
		t.Fatalf("%s has a model of its own", p.measure)
	}
	if id := p.candidates()[declared].ID(); id != "ses_seasonal_additive_logit" {
		t.Errorf("forecast by %s", id)
	}
	if id := p.candidates()[p.combined()].ID(); id != "auto_additive_treated_logit" {
		t.Errorf("recipe at the place of %s", id)
	}
	for _, q := range panels() {
		if id := q.candidates()[seasonalNaive].ID(); !strings.HasPrefix(id, "seasonal_naive") {
			t.Errorf("%s: yardstick %s", q.measure, id)
		}
	}
}
