package shortage

import (
	"fmt"
	"math"
)

// DARESShown is the suppression rule of the French tension indicators: a cell is
// shown only when the year has at least 30 offers, 30 recruitment projects and 30
// job seekers of category A. A missing count is no count, so it is not shown.
func DARESShown(offers, projects, seekers float64, p Parameters) (bool, error) {
	if err := p.require("dares_minimum_count"); err != nil {
		return false, fmt.Errorf("apply dares_suppression: %w", err)
	}
	least := p.Value("dares_minimum_count")
	for _, v := range []float64{offers, projects, seekers} {
		if !isCount(v) {
			return false, fmt.Errorf("apply dares_suppression: %v is no count", v)
		}
		if math.IsNaN(v) || v < least {
			return false, nil
		}
	}
	return true, nil
}

func runDARES(in Columns, p Parameters) (Answer, error) {
	shown, err := DARESShown(in.one("offers"), in.one("projects"), in.one("seekers"), p)
	if err != nil {
		return Answer{}, err
	}
	if !shown {
		return Answer{Class: ClassSuppressed}, nil
	}
	return Answer{Class: "shown"}, nil
}
