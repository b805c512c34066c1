package shortage

import (
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// runOrigin applies the regional term to one sector given in plain columns, numbers
// taken as exact but the share of trades, which has two ends. Columns that are left
// out give no term.
func runOrigin(in Columns, p Parameters) (Answer, error) {
	if err := in.nonNegative(OriginID, "programme_share", "trades_pct", "trades_at_most_pct", "demand_share_pct", "present_share_pct",
		"employed_share_pct", "hard_to_fill_pct", "overall_hard_to_fill_pct"); err != nil {
		return Answer{}, err
	}
	exact := func(v float64) Estimate { return Estimate{Point: v, Bounds: Exactly(v)} }
	u := OriginUnit{Code: series.Code{List: GroupList, Value: "X"}, Incidence: Estimate{Point: math.NaN(), Bounds: Unbounded()},
		IncidenceFloor: Floor{Parameter: ParamIncidenceRatio}}
	add := func(indicator, parameter string, e Estimate) {
		u.Training = append(u.Training, Term{Indicator: indicator, Value: e, Floor: Floor{Parameter: parameter}})
	}
	if v := in.one("programme_share"); !math.IsNaN(v) {
		add(OriginProgramme, ParamOriginProgramme, exact(v))
	}
	if low, high := in.one("trades_pct"), in.one("trades_at_most_pct"); !math.IsNaN(low) {
		demand := in.one("demand_share_pct")
		e := exact(low / demand)
		if !math.IsNaN(high) && high > low {
			e = Estimate{Point: math.NaN(), Bounds: Bounds{Lower: low / demand, Upper: high / demand}}
		}
		add(OriginTrade, ParamOriginTrade, e)
	}
	if v := in.one("present_share_pct"); !math.IsNaN(v) {
		add(OriginPresence, ParamOriginPresence, exact(v/in.one("employed_share_pct")))
	}
	if v := in.one("hard_to_fill_pct"); !math.IsNaN(v) {
		overall := exact(in.one("overall_hard_to_fill_pct"))
		u.Shortage = append(u.Shortage, Term{Indicator: HardToFill, Value: exact(v), Floor: Floor{Parameter: ParamHardToFillRatio, Reference: &overall}})
	}
	if err := (OriginPanel{ID: "columns", Units: []OriginUnit{u}}).require(p); err != nil {
		return Answer{}, fmt.Errorf("run %s: %w", OriginID, err)
	}
	o := judgeOrigin(u, p) // without draws: the inputs are taken as exact
	return Answer{Class: o.Standing, Values: map[string]float64{"shortage_ratio": finite(middleOf(o.ShortageRatio)), "training_ratio": finite(middleOf(o.TrainingRatio))}}, nil
}

// middleOf is the value, or the middle of its interval where it is only bounded.
func middleOf(r Range) float64 {
	if !math.IsNaN(r.Value) {
		return r.Value
	}
	return (r.Lower + r.Upper) / 2
}
