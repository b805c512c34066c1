package shortage

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"fabbisogno/datasets/catalog"
)

// Ids of the parameters of the priority rule, declared in
// datasets/catalog/parameters/priority.toml.
const (
	ParamEntriesFloor      = "priority_entries_floor"            // entries per 100 employed a quarter
	ParamEntriesRatio      = "priority_entries_floor_ratio"      // times the territory's own overall
	ParamVacancyRatio      = "priority_vacancy_floor_ratio"      // times the economy-wide rate
	ParamHardToFillRatio   = "priority_hard_to_fill_floor_ratio" // times the economy-wide share
	ParamApplicationsFloor = "priority_applications_floor"       // applications per place
	ParamIncidenceRatio    = "priority_incidence_floor_ratio"    // times the economy-wide incidence
	ParamNeedShare         = "priority_need_share"               // of the counted indicators
	ParamCoverageFloor     = "priority_coverage_floor_pct"       // of the unit's employed
	ParamRelativeError     = "priority_relative_error_pct"       // of inputs, one standard error
	ParamPeriodGap         = "priority_period_gap_months"
	ParamSplitFactor       = "priority_split_factor"
	ParamDraws             = "priority_draws"
	ParamRankLevel         = "priority_rank_level"
)

// Parameters are thresholds and weights as the catalogue declares them.
type Parameters []catalog.Parameter

// Find is the parameter of an id.
func (p Parameters) Find(id string) (catalog.Parameter, error) {
	i := p.index(id)
	if i < 0 {
		return catalog.Parameter{}, fmt.Errorf("find parameter %q: not declared in the catalogue", id)
	}
	return p[i], nil
}

// index is the place of an id, -1 when it is not declared. Methods look theirs up
// millions of times in a simulation, so it copies nothing.
func (p Parameters) index(id string) int {
	for i := range p {
		if p[i].ID == id {
			return i
		}
	}
	return -1
}

// Value is the declared value; NaN when the parameter is not declared.
func (p Parameters) Value(id string) float64 {
	i := p.index(id)
	if i < 0 {
		return math.NaN()
	}
	return p[i].Value
}

// With is a copy in which one parameter has another value, its range widened to hold it.
func (p Parameters) With(id string, value float64) Parameters {
	out := slices.Clone(p)
	for i := range out {
		if out[i].ID == id {
			out[i].Value = value
			out[i].Minimum = math.Min(out[i].Minimum, value)
			out[i].Maximum = math.Max(out[i].Maximum, value)
		}
	}
	return out
}

// require reports every parameter that is missing or out of its own range.
func (p Parameters) require(ids ...string) error {
	var errs []error
	for _, id := range ids {
		i := p.index(id)
		if i < 0 {
			_, err := p.Find(id)
			errs = append(errs, err)
			continue
		}
		if q := &p[i]; !(q.Minimum <= q.Value && q.Value <= q.Maximum) {
			errs = append(errs, fmt.Errorf("parameter %q: %v is not within %v to %v", id, q.Value, q.Minimum, q.Maximum))
		}
	}
	return errors.Join(errs...)
}
