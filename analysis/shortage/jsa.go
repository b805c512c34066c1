package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// FillRate is the primary measure of the Australian Occupation Shortage List:
// vacancies filled per 100; a shortage below jsa_fill_rate_pct, which itself is
// no shortage. The published rating stays holistic; this is its first step.
func FillRate(filled, vacancies float64, p Parameters) (float64, string, error) {
	r, err := newFillRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	if !isCount(filled) || !isCount(vacancies) || filled > vacancies {
		return math.NaN(), "", fmt.Errorf("apply jsa_fill_rate: %v filled of %v vacancies", filled, vacancies)
	}
	rate, class, err := r.rate(100 * filled / vacancies)
	return rate, className(shortageClasses, class), err
}

// FillRateProxy reads the Excelsior share of entries hard to fill (difficoltà di
// reperimento) as 100 less the fill rate. It is a proxy: employers expect a
// difficulty, they do not report an unfilled post.
func FillRateProxy(hardToFillPct float64, p Parameters) (float64, string, error) {
	r, err := newFillRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	rate, class, err := r.proxy(hardToFillPct)
	if err != nil {
		return math.NaN(), "", err
	}
	return rate, className(shortageClasses, class), nil
}

var shortageClasses = []string{ClassNone, ClassShortage}

// fillRule holds the fill rate below which there is a shortage.
type fillRule struct{ below float64 }

func newFillRule(p Parameters) (fillRule, error) {
	var v [1]float64
	err := p.thresholds("jsa_fill_rate", v[:], "jsa_fill_rate_pct")
	return fillRule{v[0]}, err
}

func (r fillRule) proxy(hardToFillPct float64) (float64, int8, error) {
	if hardToFillPct < 0 || hardToFillPct > 100 {
		return math.NaN(), Unrated, fmt.Errorf("apply jsa_fill_rate: hard-to-fill share %v is not within 0 to 100", hardToFillPct)
	}
	return r.rate(100 - hardToFillPct)
}

func (r fillRule) rate(rate float64) (float64, int8, error) {
	switch {
	case math.IsNaN(rate):
		return unrated()
	case rate < r.below:
		return rate, 1, nil
	}
	return rate, 0, nil
}

func (r fillRule) columns(value []float64, class []int8, x [][]float64) bool {
	if !areShares(100, x[0]) {
		return false
	}
	for i, v := range x[0] {
		value[i] = 100 - v
	}
	lanes.StepsTo(class, value, []float64{r.below}, 1, -1)
	return true
}

func fillRatePanel() PanelRule {
	return PanelRule{ID: "jsa_fill_rate", Inputs: inputs("hard_to_fill_pct"), Classes: shortageClasses, Short: shortageClasses[1:],
		Measure: "fill_rate_pct", LowIsShort: true,
		Start: startColumns(1, func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newFillRule(p)
			return func(v []float64) (float64, int8, error) { return r.proxy(v[0]) }, r.columns, err
		})}
}

func runFillRate(in Columns, p Parameters) (Answer, error) {
	if proxy := in.one("hard_to_fill_pct"); !math.IsNaN(proxy) {
		if !math.IsNaN(in.one("filled")) {
			return Answer{}, fmt.Errorf("apply jsa_fill_rate: filled vacancies and their proxy are both given: give one of them")
		}
		rate, class, err := FillRateProxy(proxy, p)
		return Answer{Class: class, Values: map[string]float64{"fill_rate_pct": rate}}, err
	}
	rate, class, err := FillRate(in.one("filled"), in.one("vacancies"), p)
	return Answer{Class: class, Values: map[string]float64{"fill_rate_pct": rate}}, err
}
