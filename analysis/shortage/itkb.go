package shortage

import (
	"fmt"
	"math"
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
	limits := []string{"roa_itkb_some_below", "roa_itkb_large_below", "roa_itkb_very_large_below"}
	if err := p.require(limits...); err != nil {
		return math.NaN(), "", fmt.Errorf("apply roa_itkb: %w", err)
	}
	total, sum := 0.0, 0.0
	for i, f := range mix {
		for _, v := range []float64{f.Share, f.Supply, f.Demand} {
			if v < 0 || math.IsInf(v, 0) {
				return math.NaN(), "", fmt.Errorf("apply roa_itkb: education %d: share %v, supply %v, demand %v: none may be negative or endless", i+1, f.Share, f.Supply, f.Demand)
			}
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
		return math.NaN(), ClassNotRated, nil
	}
	class := "almost_none"
	for i, name := range []string{"some", "large", "very_large"} {
		if itkb < p.Value(limits[i]) {
			class = name
		}
	}
	return itkb, class, nil
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
