package shortage

import (
	"fmt"
	"math"
)

// FillRate is the primary measure of the Australian Occupation Shortage List:
// vacancies filled per 100; a shortage below jsa_fill_rate_pct, which itself is
// no shortage. The published rating stays holistic; this is its first step.
func FillRate(filled, vacancies float64, p Parameters) (float64, string, error) {
	if err := p.require("jsa_fill_rate_pct"); err != nil {
		return math.NaN(), "", fmt.Errorf("apply jsa_fill_rate: %w", err)
	}
	if !isCount(filled) || !isCount(vacancies) || filled > vacancies {
		return math.NaN(), "", fmt.Errorf("apply jsa_fill_rate: %v filled of %v vacancies", filled, vacancies)
	}
	return rateFill(100*filled/vacancies, p)
}

// FillRateProxy reads the Excelsior share of entries hard to fill (difficoltà di
// reperimento) as 100 less the fill rate. It is a proxy: employers expect a
// difficulty, they do not report an unfilled post.
func FillRateProxy(hardToFillPct float64, p Parameters) (float64, string, error) {
	if err := p.require("jsa_fill_rate_pct"); err != nil {
		return math.NaN(), "", fmt.Errorf("apply jsa_fill_rate: %w", err)
	}
	if hardToFillPct < 0 || hardToFillPct > 100 {
		return math.NaN(), "", fmt.Errorf("apply jsa_fill_rate: hard-to-fill share %v is not within 0 to 100", hardToFillPct)
	}
	return rateFill(100-hardToFillPct, p)
}

func rateFill(rate float64, p Parameters) (float64, string, error) {
	switch {
	case math.IsNaN(rate):
		return rate, ClassNotRated, nil
	case rate < p.Value("jsa_fill_rate_pct"):
		return rate, ClassShortage, nil
	}
	return rate, ClassNone, nil
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
