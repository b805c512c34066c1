package shortage

import (
	"fmt"
	"math"
)

// OvertimeShare is the share of paid hours that are overtime, in per cent: those
// who cannot hire let others work longer. Missing hours are not rated.
func OvertimeShare(overtimeHours, paidHours float64, p Parameters) (float64, string, error) {
	if err := p.require("overtime_strained_from_pct"); err != nil {
		return math.NaN(), "", fmt.Errorf("apply overtime_share: %w", err)
	}
	if !isCount(overtimeHours) || !isCount(paidHours) || overtimeHours > paidHours {
		return math.NaN(), "", fmt.Errorf("apply overtime_share: %v hours of %v", overtimeHours, paidHours)
	}
	share := finite(100 * overtimeHours / paidHours)
	switch {
	case math.IsNaN(share):
		return share, ClassNotRated, nil
	case share >= p.Value("overtime_strained_from_pct"):
		return share, ClassShortage, nil
	}
	return share, ClassNone, nil
}

func runOvertimeShare(in Columns, p Parameters) (Answer, error) {
	share, class, err := OvertimeShare(in.one("overtime_hours"), in.one("paid_hours"), p)
	return Answer{Class: class, Values: map[string]float64{"overtime_pct": share}}, err
}
