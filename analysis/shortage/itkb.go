package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Flow is one education type in an occupation: its share of the staff that the
// occupation wants, and supply and demand expected for the type as a whole.
type Flow struct{ Share, Supply, Demand float64 }

// ITKB is the bottleneck indicator of ROA by occupation (Indicator Toekomstige
// Knelpunten in de personeelsvoorziening naar Beroep): the chance that an
// occupation gets the mix of education it wants, given supply by education,
//
//	ITKB = sum_e share_e min(1, supply_e / demand_e),
//
// from 0 to 1; the lower, the worse the bottleneck. Shares may be in any unit and
// are taken over their sum. An education without demand is no bottleneck. Supply
// includes side jobs of pupils. A missing value of an education with a share gives
// NaN and not_rated, unless nothing of it is wanted. ROA's own formula is not in
// the texts that could be read: this one and the class limits are assumed.
func ITKB(mix []Flow, p Parameters) (float64, string, error) {
	r, err := newITKBRule(p)
	if err != nil {
		return math.NaN(), "", err
	}
	itkb, class, err := r.rate(mix)
	if err != nil {
		return math.NaN(), "", err
	}
	return itkb, className(bottleneckClasses, class), nil
}

var bottleneckClasses = []string{"almost_none", "some", "large", "very_large"}

// itkbRule holds below what a bottleneck is some, large, very large.
type itkbRule struct {
	below [3]float64
	total []float64 // of shares, by unit
}

func newITKBRule(p Parameters) (r itkbRule, err error) {
	err = p.thresholds("roa_itkb", r.below[:], "roa_itkb_some_below", "roa_itkb_large_below", "roa_itkb_very_large_below")
	return r, err
}

func (r *itkbRule) rate(mix []Flow) (float64, int8, error) {
	total, sum := 0.0, 0.0
	for i, f := range mix {
		if !isCount(f.Share) || !isCount(f.Supply) || !isCount(f.Demand) {
			return math.NaN(), Unrated, fmt.Errorf("apply roa_itkb: education %d: share %v, supply %v, demand %v: none may be negative or endless", i+1, f.Share, f.Supply, f.Demand)
		}
		total += f.Share
		switch {
		case f.Share == 0, f.Demand == 0:
			sum += f.Share
		default:
			sum += f.Share * math.Min(1, f.Supply/f.Demand)
		}
	}
	itkb := sum / total
	if math.IsNaN(itkb) || math.IsInf(itkb, 0) {
		return unrated()
	}
	class := int8(0)
	for i, limit := range r.below {
		if itkb < limit {
			class = int8(i + 1)
		}
	}
	return itkb, class, nil
}

// columns takes the shares by level of education, then supply, then demand.
func (r *itkbRule) columns(value []float64, class []int8, x [][]float64) bool {
	falling := [...]float64{-r.below[0], -r.below[1], -r.below[2]}
	if !rising(falling[:]) || !areCounts(x...) {
		return false
	}
	levels := len(x) / 3
	if len(r.total) != len(value) {
		r.total = make([]float64, len(value))
	}
	clear(value)
	clear(r.total)
	for k := range levels {
		lanes.MeetTo(value, r.total, x[k], x[levels+k], x[2*levels+k])
	}
	lanes.RatioTo(value, value, r.total)
	lanes.StepsTo(class, value, r.below[:], int8(len(r.below)), -1)
	return true
}

// itkbPanel has three levels of education: up to lower secondary, upper secondary,
// tertiary. Supply and demand by level are those of the territory.
func itkbPanel() PanelRule {
	var in []RuleInput
	levels := []string{"isced_0_2", "isced_3_4", "isced_5_8"}
	for _, id := range []string{"share", "supply", "demand"} {
		for _, level := range levels {
			in = append(in, RuleInput{ID: id, Item: level})
		}
	}
	return PanelRule{ID: "roa_itkb", Inputs: in, Classes: bottleneckClasses, Short: bottleneckClasses[2:], Measure: "itkb_share", LowIsShort: true,
		Start: startColumns(len(in), func(p Parameters) (rateUnit, rateColumns, error) {
			r, err := newITKBRule(p)
			mix := make([]Flow, len(levels))
			return func(v []float64) (float64, int8, error) {
				for k := range mix {
					mix[k] = Flow{v[k], v[len(mix)+k], v[2*len(mix)+k]}
				}
				return r.rate(mix)
			}, r.columns, err
		})}
}

func runITKB(in Columns, p Parameters) (Answer, error) {
	shares, supply, demand := in["share"], in["supply"], in["demand"]
	if len(shares) != len(supply) || len(shares) != len(demand) {
		return Answer{}, fmt.Errorf("apply roa_itkb: %d shares, %d supplies and %d demands: each education needs all three", len(shares), len(supply), len(demand))
	}
	mix := make([]Flow, len(shares))
	for i := range mix {
		mix[i] = Flow{shares[i], supply[i], demand[i]}
	}
	itkb, class, err := ITKB(mix, p)
	return Answer{Class: class, Values: map[string]float64{"itkb": itkb}}, err
}
