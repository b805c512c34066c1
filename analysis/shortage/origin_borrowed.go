package shortage

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// Borrowed says that a value was not measured where it stands: it is modelled from
// the value of Italy. Such a value is never better than grade C.
type Borrowed struct {
	LogSD float64 // standard error of prediction, in logarithms
	DF    int     // degrees of freedom of its t distribution
	Pairs int     // occupations printed both for the region and for Italy
	Drift float64 // mean deviation of the region from Italy over the pairs, in logarithms
}

// BorrowedGrade is the grade of every borrowed value.
const BorrowedGrade = "C"

// borrowedNote is how a borrowed value is named wherever it is shown.
const borrowedNote = "modelled: borrowed from Italy"

// leastPairs is how few pairs still show a spread.
const leastPairs = 4

// deviations are the occupations printed for the region and for Italy within the gap:
// one mean a group of labels that name the same occupation, of
//
//	d = ln(share of the region / its overall share) - ln(share of Italy / its overall share)
//
// each of the region's periods against Italy's nearest one.
func (in OriginInputs) deviations(territory string, gap float64) (means []float64, sources []Source) {
	for _, group := range in.Evidence.Same {
		var found []float64
		for _, f := range in.printedShares(territory, group.Labels) {
			italy := in.printedShares("IT", group.Labels)
			var best *Figure
			for i := range italy {
				if best == nil || away(italy[i].Period, f.Period) < away(best.Period, f.Period) {
					best = &italy[i]
				}
			}
			if best == nil || away(best.Period, f.Period) > gap {
				continue
			}
			ours, theirs := in.total(territory, f.Period, gap), in.total("IT", best.Period, gap)
			if d := math.Log(f.Value/ours.Point) - math.Log(best.Value/theirs.Point); !math.IsNaN(d) && !math.IsInf(d, 0) {
				found = append(found, d)
				sources = append(sources, f.Source, best.Source)
				sources = append(append(sources, ours.Sources...), theirs.Sources...)
			}
		}
		if len(found) > 0 {
			means = append(means, mean(found))
		}
	}
	return means, sources
}

// printedShares are the hard-to-fill shares printed for occupations in a territory, by period.
func (in OriginInputs) printedShares(territory string, labels []string) []Figure {
	var out []Figure
	for _, f := range in.Labelled {
		if f.Measure == HardToFill && f.Territory == territory && f.Occupation != "" && slices.Contains(labels, f.Occupation) {
			out = append(out, f.Figure)
		}
	}
	slices.SortStableFunc(out, func(a, b Figure) int { return strings.Compare(a.Period, b.Period) })
	return out
}

// borrow estimates the hard-to-fill share of a sector of a region for which only
// Italy's is printed: a synthetic estimate with a random effect of the area,
//
//	ln(share_r / overall_r) = ln(share_IT / overall_IT) + m + u,  u ~ N(0, s2 (1 + 1/n))
//
// m and s2 are mean and variance of the deviations of the n occupations printed for
// both; the interval is that of a prediction, t with n-1 degrees of freedom. The
// sampling errors are not published, so s2 holds them too and the interval is wide
// rather than narrow. What is printed are the hardest occupations: the deviations of
// the others may be larger. False with fewer than four pairs, or without a figure of Italy.
//
// Source: J. N. K. Rao and I. Molina, Small Area Estimation, 2nd edition, 2015,
// chapters 3 (indirect estimation) and 4 (area level model of Fay and Herriot, 1979).
func (in OriginInputs) borrow(territory string, u OriginSector, gap, level float64) (Estimate, *Estimate, bool) {
	d, sources := in.deviations(territory, gap)
	italy, overall, ok := in.latestOfItaly(u.Code, gap)
	ours := in.total(territory, italy.Period, gap)
	if !ok || len(d) < leastPairs || !ours.IsPoint() {
		return Estimate{}, nil, false
	}
	n := float64(len(d))
	m, s := mean(d), 0.0
	for _, v := range d {
		s += (v - m) * (v - m)
	}
	b := &Borrowed{LogSD: math.Sqrt(s / (n - 1) * (1 + 1/n)), DF: len(d) - 1, Pairs: len(d), Drift: m}
	point := ours.Point * italy.Value / overall.Point * math.Exp(m)
	t := distuv.StudentsT{Sigma: 1, Nu: n - 1}.Quantile((1 + level) / 2)
	e := Estimate{Point: math.Min(point, 100), Period: italy.Period, Borrowed: b, IsSynthetic: italy.IsSynthetic,
		Bounds: Bounds{Lower: point * math.Exp(-t*b.LogSD), Upper: math.Min(100, point*math.Exp(t*b.LogSD))},
		Note:   fmt.Sprintf("%s, grade %s: %.1f of %.1f there, moved by the mean deviation of %d occupations printed for both", borrowedNote, BorrowedGrade, italy.Value, overall.Point, len(d))}
	e.Sources = append(append(append([]Source{italy.Source}, overall.Sources...), ours.Sources...), uniqueSources(sources)...)
	return e, ours, true
}

// latestOfItaly is the latest share printed for a group of sectors of Italy that has an overall share near it.
func (in OriginInputs) latestOfItaly(group string, gap float64) (Figure, *Estimate, bool) {
	found := in.Plain.pick(HardToFill, group, "", nil)
	slices.Reverse(found)
	for _, f := range found {
		if overall := in.total("IT", f.Period, gap); f.Territory == "IT" && overall.IsPoint() {
			return f, overall, true
		}
	}
	return Figure{}, nil, false
}

// borrowed draws a value: its point times exp of the standard error times t.
func (d *drawer) borrowed(e Estimate) float64 {
	chi2 := 0.0
	for range e.Borrowed.DF {
		z := d.rng.NormFloat64()
		chi2 += z * z
	}
	return e.Point * math.Exp(e.Borrowed.LogSD*d.rng.NormFloat64()/math.Sqrt(chi2/float64(e.Borrowed.DF)))
}

func mean(vs []float64) float64 {
	sum := 0.0
	for _, v := range vs {
		sum += v
	}
	return sum / float64(len(vs))
}

func uniqueSources(all []Source) []Source {
	var out []Source
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
