package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// ITA is the indicator of the future labour market of ROA (Maastricht): expected
// supply over expected demand of an education type. Labels are from the side of
// the job seeker; limits belong to the better class (0.85 is still very good).
func ITA(supply, demand float64, p Parameters) (float64, string, error) {
	r, err := newITARule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	ita, class, err := r.rate(supply, demand)
	if err != nil {
		return math.NaN(), "", err
	}
	return ita, className(outlookClasses, class), nil
}

// outlookClasses are from the side of the job seeker: very good where firms are short.
var outlookClasses = []string{"poor", "moderate", "fair", "good", "very_good"}

// itaRule holds where the classes end, very good first.
type itaRule struct{ to [4]float64 }

func newITARule(p Parameters) (r itaRule, err error) {
	err = p.thresholds("roa_ita", r.to[:], "roa_very_good_to", "roa_good_to", "roa_fair_to", "roa_moderate_to")
	return r, err
}

func (r *itaRule) rate(supply, demand float64) (float64, int8, error) {
	if !isCount(supply) || !isCount(demand) {
		return math.NaN(), Unrated, fmt.Errorf("apply roa_ita: negative or endless flow (supply %v, demand %v)", supply, demand)
	}
	ita := supply / demand
	if math.IsNaN(ita) || math.IsInf(ita, 0) {
		return unrated()
	}
	class := int8(0)
	for i, limit := range r.to {
		if ita <= limit {
			class = int8(len(r.to) - i)
			break
		}
	}
	return ita, class, nil
}

func (r *itaRule) columns(value []float64, class []int8, x [][]float64) bool {
	if !rising(r.to[:]) || !areCounts(x...) {
		return false
	}
	lanes.RatioTo(value, x[0], x[1])
	var beyond [len(r.to)]float64
	for k, limit := range r.to {
		beyond[k] = above(limit)
	}
	lanes.StepsTo(class, value, beyond[:], int8(len(beyond)), -1)
	return true
}

func itaPanel() PanelRule {
	return PanelRule{ID: "roa_ita", Inputs: inputs("supply", "demand"), Classes: outlookClasses, Short: outlookClasses[3:],
		Measure: "ita_ratio", LowIsShort: true,
		Start: startColumns(2, func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newITARule(p)
			return func(v []float64) (float64, int8, error) { return r.rate(v[0], v[1]) }, r.columns, err
		})}
}

func runITA(in Columns, p Parameters) (Answer, error) {
	ita, class, err := ITA(in.one("supply"), in.one("demand"), p)
	return Answer{Class: class, Values: map[string]float64{"ita": ita}}, err
}
