package sheet

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"fabbisogno/analysis/shortage"
	"fabbisogno/datasets/catalog"
)

// threshold makes a parameter wide enough to hold its value.
func threshold(id string, v float64) catalog.Parameter {
	return catalog.Parameter{ID: id, Value: v, Minimum: v - 1, Maximum: v + 1}
}

var tension = shortage.Parameters{threshold("uwv_loose_from", 0.25), threshold("uwv_balanced_from", 0.67), threshold("uwv_tight_from", 1.5), threshold("uwv_very_tight_from", 4)}

func drawn(t *testing.T, method, text string, p shortage.Parameters, draws int, seed uint64) (Result, error) {
	t.Helper()
	m, c := card(t, method)
	s, err := Read(strings.NewReader(text), "in.csv", c)
	if err != nil {
		return Result{}, err
	}
	return s.RunDraws(m, p, draws, seed)
}

// 80 vacancies with a standard error of 8 for 50 unemployed: a log-normal tension
// of mean 1.6 and coefficient of variation 0.1, whose log has sd sqrt(ln 1.01) =
// 0.09975 and mean ln 1.6 - 0.004975. It is tight, from 1.5, with probability
// Phi(0.5971) = 0.7248, and its 5th and 95th percentiles are 1.3511 and 1.8758.
func TestRunDraws_gives_the_known_distribution(t *testing.T) {
	const draws = 20_000
	res, err := drawn(t, "uwv_tension", "vacancies,vacancies_se,short_term_unemployed\n80,8,50\n", tension, draws, 1)
	if err != nil {
		t.Fatal(err)
	}
	x := res.Spreads[0]
	if res.Rows[0].Class != "tight" || x.Draws != draws {
		t.Fatalf("class %q in %d draws", res.Rows[0].Class, x.Draws)
	}
	// Four standard errors of the estimates at this number of draws.
	if sd := math.Sqrt(0.7248 * 0.2752 / draws); math.Abs(x.Probability-0.7248) > 4*sd {
		t.Errorf("probability %v, want 0.7248 within %v", x.Probability, 4*sd)
	}
	for name, pair := range map[string][2]float64{"lower": {x.Lower["tension"], 1.3511}, "upper": {x.Upper["tension"], 1.8758}} {
		if math.Abs(pair[0]-pair[1]) > 0.012 {
			t.Errorf("%s %v, want %v", name, pair[0], pair[1])
		}
	}
}

func TestRunDraws_without_errors_is_Run(t *testing.T) {
	for _, text := range []string{"vacancies,short_term_unemployed\n80,50\n", "vacancies,vacancies_se,short_term_unemployed\n80,0,50\n80,,50\n"} {
		res, err := drawn(t, "uwv_tension", text, tension, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(text, "_se") != (res.Spreads != nil) {
			t.Errorf("spreads %v of %q", res.Spreads, text)
		}
		for i, x := range res.Spreads {
			if v := res.Rows[i].Values["tension"]; x.Probability != 1 || x.Lower["tension"] != v || x.Upper["tension"] != v {
				t.Errorf("an exact input gives %+v about %v", x, v)
			}
		}
	}
}

// Ranks of a cross-section spread where scores are close, and not where they are not;
// the same seed gives the same, another seed another.
func TestRunDraws_ranks(t *testing.T) {
	const text = "unit,employment,employment_growth_pct,employment_growth_pct_se,attrition_pct,experienced_unemployed_pct\n" +
		"a,900,9,0.1,1,1\nb,900,2,1,1,1\nc,900,2.1,1,1,1\nd,900,-9,0.1,1,1\ne,900,-30,0.1,1,1\n"
	p := shortage.Parameters{threshold("job_bank_limited_from", 0.2), threshold("job_bank_moderate_from", 0.4), threshold("job_bank_good_from", 0.6),
		threshold("job_bank_very_good_from", 0.8), threshold("job_bank_minimum_employment", 500), threshold("job_bank_minimum_units", 5),
		threshold("job_bank_weight_growth", 1), threshold("job_bank_weight_attrition", 1), threshold("job_bank_weight_unemployed", 1), threshold("job_bank_weight_fourth", 1)}
	res, err := drawn(t, "job_bank", text, p, 500, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(res.Spreads) != 5 {
		t.Fatalf("%d spreads for 5 units", len(res.Spreads))
	}
	for i, want := range [][2]float64{{1, 1}, {2, 3}, {2, 3}, {4, 4}, {5, 5}} {
		if x := res.Spreads[i]; x.Lower["rank_low"] != want[0] || x.Upper["rank_high"] != want[1] {
			t.Errorf("unit %s has ranks %v to %v, want %v", res.Rows[i].Unit, x.Lower["rank_low"], x.Upper["rank_high"], want)
		}
	}
	if p := res.Spreads[2].Probability; p < 0.4 || p > 0.65 { // 0.1 / sqrt 2 of a standard error ahead: Phi(0.07) = 0.53
		t.Errorf("c is ahead of b with probability %v, want about a half", p)
	}
	again, _ := drawn(t, "job_bank", text, p, 500, 1)
	other, _ := drawn(t, "job_bank", text, p, 500, 2)
	if a, b := fmt.Sprint(res.Spreads), fmt.Sprint(again.Spreads); a != b {
		t.Error("the same seed gives another result")
	}
	if fmt.Sprint(res.Spreads) == fmt.Sprint(other.Spreads) {
		t.Error("another seed gives the same result")
	}
}

func TestRunDraws_refuses(t *testing.T) {
	rate := shortage.Parameters{threshold("jsa_fill_rate_pct", 67)}
	for _, c := range []struct {
		name, method, text string
		row                int64
		column, value      string
		says, hint         string
	}{
		{"errors of points", "ba_points", "points,points_se\n3,1\n", 1, "points_se", "", "no such input", "inputs of ba_points"},
		{"errors without values", "jsa_fill_rate", "filled_se,vacancies\n3,100\n", 1, "filled_se", "", "standard errors without their column filled", "add the column"},
		{"a negative error", "jsa_fill_rate", "filled,filled_se,vacancies\n60,-3,100\n", 2, "filled_se", "-3", "below 0", "without a sign"},
		{"a word", "jsa_fill_rate", "filled,filled_se,vacancies\n60,low,100\n", 2, "filled_se", "low", "not a number", "persons"},
		{"errors too large", "jsa_fill_rate", "unit,filled,vacancies,vacancies_se\na,60,100,1\nb,90,100,300\n", 3, "", "", "draws are refused", "method show"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := drawn(t, c.method, c.text, rate, 201, 1)
			check(t, err, c.row, c.column, c.value, c.says, c.hint)
		})
	}
}

// Draws stay where the unit allows.
func TestVaried(t *testing.T) {
	for _, c := range []struct {
		unit         string
		v, se, z     float64
		low, highest float64
	}{
		{"persons", 10, 5, -6, 0, 10},
		{"persons", 0, 5, -2, 10, 10},
		{"pct", 99, 30, 4, 100, 100},
		{"share", 0.9, 0.5, 4, 1, 1},
		{"pct_change", 1, 2, -3, -5, -5},
	} {
		if got := varied(c.unit, c.v, c.se, c.z); got < c.low || got > c.highest || math.IsNaN(got) {
			t.Errorf("%v %s with %v, moved by %v: %v, want %v to %v", c.v, c.unit, c.se, c.z, got, c.low, c.highest)
		}
	}
}
