package sheet

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"fabbisogno/analysis/shortage"
)

// Level of the intervals.
const spreadLevel = 0.9

// Spread is what the standard errors of the inputs make of one row of a result.
type Spread struct {
	Probability  float64            // share of draws in which the row has its class; NaN where it has none
	Lower, Upper map[string]float64 // 5th and 95th percentile of each value; NaN where no draw has one
	Draws        int                // draws that the method did not refuse
}

// mayVary says whether an input may have standard errors: words, flags and points
// of a scale may not.
func mayVary(in shortage.CardInput) bool {
	return !slices.Contains([]string{shortage.UnitLabel, "flag", "points", "level"}, in.Unit)
}

// signedUnits are those whose values may be negative.
var signedUnits = []string{"pct_change", "pp", "change", "sd", "any"}

// HasErrors says whether an input has a column of standard errors.
func (s Sheet) HasErrors() bool {
	return slices.ContainsFunc(s.Cases, func(c Case) bool { return len(c.Errors) > 0 })
}

// RunDraws runs the method as Run does and, where the sheet has standard errors, on
// as many draws of the inputs. A draw is normal about the value where it may be
// negative, else log-normal with the value as mean, cut at 100 for a percentage and
// at 1 for a share; inputs are drawn independently. Draws that the method refuses,
// such as more filled than vacant posts, are left out; half of them refused is an
// error. The same seed gives the same result.
func (s Sheet) RunDraws(m shortage.Method, p shortage.Parameters, draws int, seed uint64) (Result, error) {
	out, err := s.Run(m, p)
	if err != nil || !s.HasErrors() {
		return out, err
	}
	if draws < 1 {
		return Result{}, fmt.Errorf("run %s: %d draws: expected 1 or more", m.ID, draws)
	}
	for i, c := range s.Cases {
		var answers []map[string]shortage.AnswerRow
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		for range draws {
			a, err := m.Run(s.drawn(c, rng), p)
			if err == nil {
				answers = append(answers, byUnit(a))
			}
		}
		if 2*len(answers) < draws {
			return Result{}, s.refused(c.Row, c.Unit, fmt.Errorf("%d of %d draws are refused: the standard errors are too large for the inputs", draws-len(answers), draws))
		}
		if !s.Card.CrossSection {
			out.Spreads = append(out.Spreads, spreadOf(out.Rows[i], "", answers))
			continue
		}
		a, err := m.Run(c.In, p) // once more, for the rows by number
		if err != nil {
			return Result{}, s.refused(c.Row, c.Unit, err)
		}
		for _, r := range a.Rows {
			out.Spreads = append(out.Spreads, spreadOf(r, r.Unit, answers))
		}
		if out.All != nil {
			out.Spreads = append(out.Spreads, spreadOf(*out.All, "", answers))
		}
	}
	return out, nil
}

// drawn is a draw of the inputs of a case.
func (s Sheet) drawn(c Case, rng *rand.Rand) shortage.Columns {
	out := shortage.Columns{}
	for name, col := range c.In {
		out[name] = col
	}
	for _, in := range s.Card.Inputs { // in the order of the card: the same draws each time
		se, ok := c.Errors[in.ID]
		if !ok {
			continue
		}
		col := slices.Clone(c.In[in.ID])
		for i := range col {
			z := rng.NormFloat64()
			if se[i] > 0 {
				col[i] = varied(in.Unit, col[i], se[i], z)
			}
		}
		out[in.ID] = col
	}
	return out
}

// varied is a value moved by z standard errors.
func varied(unit string, v, se, z float64) float64 {
	switch {
	case slices.Contains(signedUnits, unit):
		return v + se*z
	case v == 0: // no logarithm: half of a normal
		v = math.Abs(se * z)
	default:
		s2 := math.Log1p(se / v * (se / v))
		v = v * math.Exp(math.Sqrt(s2)*z-s2/2)
	}
	switch unit {
	case "pct":
		return min(v, 100)
	case "share":
		return min(v, 1)
	}
	return v
}

// byUnit are the rows of an answer by the numbers of their units; what is said of
// all units, or of the only one, is the empty unit.
func byUnit(a shortage.Answer) map[string]shortage.AnswerRow {
	out := map[string]shortage.AnswerRow{"": {Class: a.Class, Values: a.Values}}
	for _, r := range a.Rows {
		out[r.Unit] = r
	}
	return out
}

// spreadOf gathers what draws say of one row. A draw without the row has not its class.
func spreadOf(row shortage.AnswerRow, unit string, answers []map[string]shortage.AnswerRow) Spread {
	out := Spread{Probability: math.NaN(), Lower: map[string]float64{}, Upper: map[string]float64{}, Draws: len(answers)}
	same := 0
	for _, a := range answers {
		if r, ok := a[unit]; ok && r.Class == row.Class {
			same++
		}
	}
	if row.Class != "" {
		out.Probability = float64(same) / float64(len(answers))
	}
	for name := range row.Values {
		var v []float64
		for _, a := range answers {
			if x, ok := a[unit].Values[name]; ok && !math.IsNaN(x) {
				v = append(v, x)
			}
		}
		slices.Sort(v)
		out.Lower[name], out.Upper[name] = percentile(v, (1-spreadLevel)/2), percentile(v, (1+spreadLevel)/2)
	}
	return out
}

// percentile is linear between sorted values; NaN without any.
func percentile(sorted []float64, share float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	place := share * float64(len(sorted)-1)
	low := int(place)
	if low+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[low] + (place-float64(low))*(sorted[low+1]-sorted[low])
}

// spreadColumns are the columns that spreads add to those of some values.
func spreadColumns(names []string) []string {
	out := []string{"class_probability"}
	for _, name := range names {
		out = append(out, name+"_lower", name+"_upper")
	}
	return out
}

// cells are the cells of the columns of spreadColumns.
func (x Spread) cells(names []string) []string {
	out := []string{cellNumber(x.Probability)}
	for _, name := range names {
		lower, ok := x.Lower[name]
		if !ok {
			out = append(out, "", "")
			continue
		}
		out = append(out, cellNumber(lower), cellNumber(x.Upper[name]))
	}
	return out
}

// Text is a value with its interval, as printed.
func (x Spread) Text(name string, number func(float64) string) string {
	lower, upper := x.Lower[name], x.Upper[name]
	if _, ok := x.Lower[name]; !ok || math.IsNaN(lower) {
		return ""
	}
	return strings.Join([]string{" [", number(lower), ", ", number(upper), "]"}, "")
}
