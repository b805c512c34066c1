package shortage

import (
	"fmt"
	"math"

	"fabbisogno/analysis/internal/lanes"
)

// Beveridge describes the trade-off between unemployment and vacancies: the
// elasticity of vacancies to unemployment along the curve (epsilon, positive), the
// recruiting cost of a vacancy in workers (kappa) and the social value of
// non-work relative to work (zeta).
type Beveridge struct{ Elasticity, RecruitingCost, NonWork float64 }

// EfficientGeneral is the efficient unemployment rate for any Beveridge curve,
//
//	u* = (kappa eps v u^eps / (1 - zeta))^(1/(1+eps)),
//
// and the efficient tightness theta* = (1 - zeta)/(kappa eps): u* is where the
// curve through (u, v) has that tightness. With eps = 1 and kappa = 1 - zeta it is
// sqrt(u v). u and v are shares of the labour force. The market is tight when
// u < u*, slack when u > u*. Source: Michaillat and Saez, Beveridgean unemployment
// gap, Journal of Public Economics Plus 2, 2021.
func EfficientGeneral(u, v float64, b Beveridge) (uStar, thetaStar float64, class string, err error) {
	bad := func(format string, args ...any) (float64, float64, string, error) {
		return math.NaN(), math.NaN(), "", fmt.Errorf("apply efficient_unemployment_general: "+format, args...)
	}
	switch {
	case u < 0 || v < 0 || u > 1 || v > 1:
		return bad("u %v and v %v must be shares of the labour force", u, v)
	case !(b.Elasticity > 0) || math.IsInf(b.Elasticity, 0):
		return bad("Beveridge elasticity %v is not above 0", b.Elasticity)
	case !(b.RecruitingCost > 0) || math.IsInf(b.RecruitingCost, 0):
		return bad("recruiting cost %v is not above 0", b.RecruitingCost)
	case !(b.NonWork >= 0 && b.NonWork < 1):
		return bad("value of non-work %v is not from 0 to below 1", b.NonWork)
	}
	thetaStar = (1 - b.NonWork) / (b.RecruitingCost * b.Elasticity)
	if math.IsInf(thetaStar, 0) || thetaStar == 0 {
		return bad("recruiting cost %v and Beveridge elasticity %v leave no efficient tightness", b.RecruitingCost, b.Elasticity)
	}
	uStar = math.Pow(v*math.Pow(u, b.Elasticity)/thetaStar, 1/(1+b.Elasticity))
	switch {
	case math.IsNaN(uStar):
		class = ClassNotRated
	case u < uStar:
		class = "tight"
	case u > uStar:
		class = "slack"
	default:
		class = "efficient"
	}
	return uStar, thetaStar, class, nil
}

func efficientGeneralPanel() PanelRule {
	return PanelRule{ID: "efficient_unemployment_general", Inputs: inputs("unemployment_share", "vacancy_share"), Classes: marketClasses,
		Short: marketClasses[2:], Measure: "unemployment_gap_share", LowIsShort: true,
		Start: startColumns(2, func(p Parameters) (rateUnit, rateColumns, error) {
			var v [3]float64
			err := p.thresholds("efficient_unemployment_general", v[:], "beveridge_elasticity", "recruiting_cost", "nonwork_value")
			b := Beveridge{Elasticity: v[0], RecruitingCost: v[1], NonWork: v[2]}
			return func(v []float64) (float64, int8, error) {
				uStar, _, class, err := EfficientGeneral(v[0], v[1], b)
				return v[0] - uStar, marketClass(class), err
			}, b.columns, err
		})}
}

// columns is for the curve with an elasticity of one, whose powers are a root.
func (b Beveridge) columns(value []float64, class []int8, x [][]float64) bool {
	u, v := x[0], x[1]
	_, thetaStar, _, err := EfficientGeneral(0, 0, b)
	if b.Elasticity != 1 || err != nil || !areShares(1, u, v) {
		return false
	}
	for i := range value {
		value[i] = math.Sqrt(v[i] * u[i] / thetaStar)
	}
	lanes.CompareTo(class, value, u) // tight below the efficient rate
	for i, uStar := range value {
		value[i] = u[i] - uStar
	}
	return true
}

func runEfficientGeneral(in Columns, p Parameters) (Answer, error) {
	var b Beveridge
	for _, x := range []struct {
		input, parameter string
		to               *float64
	}{
		{"beveridge_elasticity", "beveridge_elasticity", &b.Elasticity},
		{"recruiting_cost", "recruiting_cost", &b.RecruitingCost},
		{"nonwork_value", "nonwork_value", &b.NonWork},
	} {
		if *x.to = in.one(x.input); !math.IsNaN(*x.to) {
			continue
		}
		if err := p.require(x.parameter); err != nil {
			return Answer{}, fmt.Errorf("apply efficient_unemployment_general: %w", err)
		}
		*x.to = p.Value(x.parameter)
	}
	u := in.one("unemployment_share")
	uStar, thetaStar, class, err := EfficientGeneral(u, in.one("vacancy_share"), b)
	return Answer{Class: class, Values: map[string]float64{"efficient_unemployment_share": uStar,
		"efficient_tightness": thetaStar, "unemployment_gap_share": u - uStar}}, err
}
