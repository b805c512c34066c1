package warehouse

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// Scores come back under their name, another name's stay, and the same name again
// takes their place.
func TestEvaluationsComeBack(t *testing.T) {
	db := openNew(t)
	score := func(model string, mase float64) Evaluation {
		return Evaluation{Input: "m3_monthly.csv.gz", Model: model, Series: 1428, Forecasts: 25704, SMAPE: 14, MASE: mase, RMSSE: 0.8, OWA: 0.83, Skill: -0.1, P: math.NaN(),
			CRPS: 0.5, Level: 0.8, Coverage: 0.79, MSIS: 4.1}
	}
	run := Run{ID: "evaluate-1", Step: "evaluate", Fingerprint: "f1", AsOf: day("2026-11-20"), SoftwareVersion: "v1"}
	first := []Evaluation{score("ets", 0.86), score("theta", 0.85)}
	second := []Evaluation{{Input: "a.csv,b.csv", Panel: "b.csv", Group: "services", Horizon: 3, Model: "ets/mint", Level: 0.95, SMAPE: math.NaN(), MASE: math.Inf(1)}}
	for name, e := range map[string][]Evaluation{"m3": first, "regions": second} {
		if err := db.SaveEvaluation(t.Context(), run, name, e); err != nil {
			t.Fatal(err)
		}
	}
	second[0].MASE = math.NaN() // an infinite number is stored as missing
	first = first[:1]
	if err := db.SaveEvaluation(t.Context(), run, "m3", first); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string][]Evaluation{"m3": first, "regions": second, "none": nil} {
		got, err := db.Evaluations(t.Context(), name)
		if d := cmp.Diff(want, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); d != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", name, err, d)
		}
	}
	checkLatest(t, db, run)
	if err := db.SaveEvaluation(t.Context(), run, "", first); err == nil {
		t.Error("an evaluation without a name was kept")
	}
}
