package ets

import (
	"errors"
	"fmt"
)

// Kind of a component.
type Kind uint8

// Kinds. The error is Add or Mul; the trend None or Add; the season any.
const (
	None Kind = iota
	Add
	Mul
)

func (k Kind) String() string { return [...]string{"N", "A", "M"}[k] }

// Form is a member of the family, written as ETS(error, trend, season).
type Form struct {
	Error, Trend, Season Kind
	Damped               bool
}

// String is ANN, MAdM and so on.
func (f Form) String() string {
	trend := f.Trend.String()
	if f.Damped {
		trend += "d"
	}
	return f.Error.String() + trend + f.Season.String()
}

// ErrForm is returned for a form that is not of the family.
var ErrForm = errors.New("no such exponential smoothing form")

// Parse reads what String writes.
func Parse(text string) (Form, error) {
	for _, f := range forms {
		if f.String() == text {
			return f, nil
		}
	}
	return Form{}, fmt.Errorf("%w: %q", ErrForm, text)
}

// forms are the candidates of an automatic choice, the simplest first: those
// R tries by default. Multiplicative trends are left out because they explode,
// additive errors with a multiplicative season because their variance may be
// infinite.
var forms = []Form{
	{Add, None, None, false}, {Mul, None, None, false},
	{Add, Add, None, false}, {Mul, Add, None, false},
	{Add, Add, None, true}, {Mul, Add, None, true},
	{Add, None, Add, false}, {Mul, None, Add, false}, {Mul, None, Mul, false},
	{Add, Add, Add, false}, {Mul, Add, Add, false}, {Mul, Add, Mul, false},
	{Add, Add, Add, true}, {Mul, Add, Add, true}, {Mul, Add, Mul, true},
}

// multiplies says that a form needs positive values.
func (f Form) multiplies() bool { return f.Error == Mul || f.Season == Mul }

// Forms lists the family, the simplest first.
func Forms() []Form { return append([]Form(nil), forms...) }

// Smoothings is the number of smoothing parameters: alpha, beta, gamma, phi.
func (f Form) Smoothings() int {
	n := 1
	if f.Trend != None {
		n++
	}
	if f.Damped {
		n++
	}
	if f.Season != None {
		n++
	}
	return n
}

// Parameters estimated for a season of m: smoothing parameters, the free
// initial states and the variance, as R counts them.
func (f Form) Parameters(m int) int {
	n := f.Smoothings() + 2
	if f.Trend != None {
		n++
	}
	if f.Season != None {
		n += m - 1
	}
	return n
}
