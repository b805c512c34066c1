package arima

import (
	"errors"
	"fmt"
)

// Order is the form of a seasonal ARIMA model,
//
//	phi(B) Phi(B^m) (1-B)^d (1-B^m)^D (y(t) - mean - drift t) = theta(B) Theta(B^m) e(t),
//
// with phi(B) = 1 - phi_1 B - ..., theta(B) = 1 + theta_1 B + ..., as R writes them.
type Order struct {
	P, D, Q    int // of phi, differences, of theta
	SP, SD, SQ int // the same for the season
	M          int // periods a season; below 2: none
	Mean       bool
	Drift      bool
}

// Limits of an order: those of R's auto.arima().
const (
	mostLags    = 5
	mostSeasons = 2
	mostDiffs   = 2
	mostSDiffs  = 1
)

// ErrOrder is returned for an order that is not a model, or one that is not estimable.
var ErrOrder = errors.New("no such order")

// ErrTooShort is returned when there are too few values for an order.
var ErrTooShort = errors.New("too few values")

// ErrNotFinite is returned where a value is missing or infinite, or a forecast overflows.
var ErrNotFinite = errors.New("a value or a forecast is not finite")

// String is R's: ARIMA(1,1,1)(0,1,1)[12] with drift.
func (o Order) String() string {
	text := fmt.Sprintf("ARIMA(%d,%d,%d)", o.P, o.D, o.Q)
	if o.seasonal() {
		text += fmt.Sprintf("(%d,%d,%d)[%d]", o.SP, o.SD, o.SQ, o.M)
	}
	switch {
	case o.Mean && o.Drift:
		text += " with mean and drift"
	case o.Mean:
		text += " with mean"
	case o.Drift:
		text += " with drift"
	}
	return text
}

func (o Order) seasonal() bool { return o.SP+o.SD+o.SQ > 0 }

// Check refuses what is not a model: a mean that differences take away, a drift
// that they take away, seasonal parts without a season.
func (o Order) Check() error {
	inside := o.P >= 0 && o.P <= mostLags && o.Q >= 0 && o.Q <= mostLags && o.SP >= 0 && o.SP <= mostSeasons &&
		o.SQ >= 0 && o.SQ <= mostSeasons && o.D >= 0 && o.D <= mostDiffs && o.SD >= 0 && o.SD <= mostSDiffs
	switch {
	case !inside:
		return fmt.Errorf("%s: at most %d lags, %d seasonal lags, %d differences and %d seasonal one: %w", o, mostLags, mostSeasons, mostDiffs, mostSDiffs, ErrOrder)
	case o.seasonal() && o.M < 2:
		return fmt.Errorf("%s: a seasonal part without a season: %w", o, ErrOrder)
	case o.Mean && o.D+o.SD > 0:
		return fmt.Errorf("%s: differences take the mean away: %w", o, ErrOrder)
	case o.Drift && o.D+o.SD > 1:
		return fmt.Errorf("%s: differences take the drift away: %w", o, ErrOrder)
	}
	return nil
}

// lags are the coefficients of phi, theta, Phi and Theta together.
func (o Order) lags() int { return o.P + o.Q + o.SP + o.SQ }

// constants are those among mean and drift.
func (o Order) constants() int {
	n := 0
	if o.Mean {
		n++
	}
	if o.Drift {
		n++
	}
	return n
}

// Parameters counts the coefficients and sigma.
func (o Order) Parameters() int { return o.lags() + o.constants() + 1 }

// lost is the number of values that differences use up.
func (o Order) lost() int { return o.D + o.SD*max(o.M, 1) }

// arOrder and maOrder are those of the products of polynomials.
func (o Order) arOrder() int { return o.P + o.SP*o.M }
func (o Order) maOrder() int { return o.Q + o.SQ*o.M }
