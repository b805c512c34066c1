package shortage

import (
	"fmt"
	"math"

	"fabbisogno/datasets/series"
)

// runPriority applies the rule to one sector given in plain columns, numbers
// taken as exact. Columns that are left out give no term.
func runPriority(in Columns, p Parameters) (Answer, error) {
	if err := in.nonNegative(PriorityID, "entries_persons", "employed_persons", "vacancy_rate_pct", "economy_vacancy_rate_pct", "hard_to_fill_pct",
		"economy_hard_to_fill_pct", "applications_per_place", "incidence_pct", "incidence_below_pct", "economy_incidence_pct"); err != nil {
		return Answer{}, err
	}
	if v := in.one("economy_incidence_pct"); v == 0 {
		return Answer{}, fmt.Errorf("apply %s: the economy's incidence is 0: every unit would reach a floor that is a multiple of it", PriorityID)
	}
	exact := func(v float64) Estimate { return Estimate{Point: v, Bounds: Exactly(v)} }
	economy := func(name string) *Estimate {
		e := exact(in.one(name))
		return &e
	}
	u := Unit{Code: series.Code{List: GroupList, Value: "X"}, Incidence: exact(in.one("incidence_pct"))}
	if bound := in.one("incidence_below_pct"); !math.IsNaN(bound) {
		u.Incidence = Estimate{Point: math.NaN(), Bounds: Below(bound)}
	}
	if v := in.one("entries_persons"); !math.IsNaN(v) {
		u.Need = append(u.Need, Term{Indicator: Entries, Value: exact(100 * v / in.one("employed_persons")), Floor: Floor{Parameter: ParamEntriesFloor}})
	}
	if v := in.one("vacancy_rate_pct"); !math.IsNaN(v) {
		u.Need = append(u.Need, Term{Indicator: VacancyRate, Value: exact(v),
			Floor: Floor{Parameter: ParamVacancyRatio, Reference: economy("economy_vacancy_rate_pct")}})
	}
	if v := in.one("hard_to_fill_pct"); !math.IsNaN(v) {
		u.Need = append(u.Need, Term{Indicator: HardToFill, Value: exact(v),
			Floor: Floor{Parameter: ParamHardToFillRatio, Reference: economy("economy_hard_to_fill_pct")}})
	}
	if v := in.one("applications_per_place"); !math.IsNaN(v) {
		u.Need = append(u.Need, Term{Indicator: Applications, Value: exact(v), Floor: Floor{Parameter: ParamApplicationsFloor}})
	}
	panel := Panel{ID: "columns", Units: []Unit{u},
		IncidenceFloor: Floor{Parameter: ParamIncidenceRatio, Reference: economy("economy_incidence_pct")}}
	res, err := Priority(panel, p, 1)
	if err != nil {
		return Answer{}, fmt.Errorf("run %s: %w", PriorityID, err)
	}
	o := res.Outcomes[0]
	return Answer{Class: o.Class, Values: map[string]float64{"need_ratio": finite(o.NeedRatio.Value),
		"incidence_ratio": finite(o.IncidencePct.Value / middle(o.IncidenceFloor.Bounds)), "score": finite(o.Score)}}, nil
}
