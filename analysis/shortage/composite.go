package shortage

import (
	"fmt"
	"math"
	"slices"

	"fabbisogno/analysis/composite"
)

// The steps of a composite indicator (analysis/composite) as methods, so that
// each can be run and checked on a small file by itself.

// runCompositeOutliers tests and treats the values of one indicator.
func runCompositeOutliers(in Columns, _ Parameters) (Answer, error) {
	values, err := finiteItems("composite_outliers", in, "value")
	if err != nil || len(values) == 0 {
		return Answer{}, err
	}
	treated, did := composite.Treat(values, composite.DefaultWinsor)
	slices.Sort(treated)
	logged := 0.0
	if did.Log {
		logged = 1
	}
	return Answer{Values: map[string]float64{
		"skewness": finite(did.SkewBefore), "kurtosis": finite(did.KurtBefore),
		"skewness_after": finite(did.SkewAfter), "kurtosis_after": finite(did.KurtAfter),
		"moved": float64(did.Winsorised), "logarithm": logged,
		"smallest": finite(treated[0]), "largest": finite(treated[len(treated)-1]),
	}}, nil
}

// finiteItems are the known values of a column, sorted; infinities are refused.
func finiteItems(method string, in Columns, name string) ([]float64, error) {
	for i, v := range in[name] {
		if math.IsInf(v, 0) {
			return nil, fmt.Errorf("apply %s: item %d: %s %v is not a number", method, i+1, name, v)
		}
	}
	return known(in[name]), nil
}

// compositeScales are the normalisations that composite_normalise shows.
var compositeScales = []struct {
	result string
	n      composite.Normalisation
}{
	{"min_max", composite.Normalisation{Kind: composite.MinMax}},
	{"z_score", composite.Normalisation{Kind: composite.ZScore}},
	{"z_score_10_2", composite.Normalisation{Kind: composite.ZScore, Mean: 10, SD: 2}},
	{"distance_to_reference", composite.Normalisation{Kind: composite.DistanceReference}},
	{"fraction_of_max", composite.Normalisation{Kind: composite.FractionOfMax}},
	{"percentile_rank", composite.Normalisation{Kind: composite.PercentileRank}},
	{"borda", composite.Normalisation{Kind: composite.Borda}},
	{"goalposts", composite.Normalisation{Kind: composite.Goalposts}},
}

// runCompositeNormalise brings one indicator to every scale; a scale that cannot
// be had (no reference, no goalposts, no positive value) is missing.
func runCompositeNormalise(in Columns, _ Parameters) (Answer, error) {
	const id = "composite_normalise"
	s, err := newSection(id, in, "value", "reference")
	if err != nil {
		return Answer{}, err
	}
	reference, err := s.flag("reference")
	if err != nil {
		return Answer{}, err
	}
	order := inOrderOf(s.rows, s.column("value"))
	values := at(s.column("value"), order)
	posts := composite.Posts{Lower: in.one("lower_post"), Upper: in.one("upper_post"), Reference: -1}
	for k, row := range order {
		if reference[row] && posts.Reference >= 0 {
			return Answer{}, fmt.Errorf("apply %s: more than one reference row", id)
		} else if reference[row] {
			posts.Reference = k
		}
	}
	if math.IsInf(posts.Lower, 0) || math.IsInf(posts.Upper, 0) || posts.Lower >= posts.Upper {
		return Answer{}, fmt.Errorf("apply %s: goalposts from %v to %v, a lower below an upper is expected", id, posts.Lower, posts.Upper)
	}
	rows := make([]AnswerRow, s.rows)
	for row := range rows {
		rows[row] = AnswerRow{Unit: rowName(row), Values: map[string]float64{}}
		for _, scale := range compositeScales {
			rows[row].Values[scale.result] = math.NaN()
		}
	}
	for _, scale := range compositeScales {
		z, err := composite.Normalise(values, false, scale.n, posts)
		if err != nil {
			continue // this scale cannot be had
		}
		for k, row := range order {
			rows[row].Values[scale.result] = finite(z[k])
		}
	}
	return Answer{Rows: rows}, nil
}

// inOrderOf are rows sorted by the values of columns, so that sums do not depend
// on the order of units; missing values come first.
func inOrderOf(rows int, columns ...[]float64) []int {
	order := make([]int, rows)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		for _, c := range columns {
			switch x, y := c[a], c[b]; {
			case x < y || math.IsNaN(x) && !math.IsNaN(y):
				return -1
			case x > y || math.IsNaN(y) && !math.IsNaN(x):
				return 1
			}
		}
		return 0
	})
	return order
}

// runCompositeMean aggregates the normalised indicators of one unit.
func runCompositeMean(in Columns, _ Parameters) (Answer, error) {
	const id = "composite_mean"
	values, weights := in["value"], in["weight"]
	if len(weights) == 0 {
		weights = make([]float64, len(values))
		for i := range weights {
			weights[i] = 1
		}
	}
	for i, w := range weights {
		if i < len(values) && (math.IsInf(values[i], 0) || !isCount(w) || math.IsNaN(w)) {
			return Answer{}, fmt.Errorf("apply %s: item %d: value %v with weight %v", id, i+1, values[i], w)
		}
	}
	out := map[string]float64{}
	for _, a := range []composite.Aggregation{composite.Arithmetic, composite.Geometric, composite.Harmonic, composite.Median} {
		out[a.String()] = math.NaN()
		score, err := composite.Aggregate(a, values, weights)
		switch {
		case err == nil:
			out[a.String()] = finite(score)
		case a == composite.Arithmetic: // wrong whatever the mean; the others need positive values
			return Answer{}, fmt.Errorf("apply %s: %w", id, err)
		}
	}
	return Answer{Values: out}, nil
}

// runCompositeGoalposts is an index of goalposts in dimensions: the mean over
// dimensions of the mean of their indicators, each between its posts.
func runCompositeGoalposts(in Columns, _ Parameters) (Answer, error) {
	const id = "composite_goalposts"
	n := len(in["value"])
	for _, name := range []string{"lower_post", "upper_post", "dimension"} {
		if len(in[name]) != n {
			return Answer{}, fmt.Errorf("apply %s: %d values and %d of %s", id, n, len(in[name]), name)
		}
	}
	byDimension := map[float64][]float64{}
	for i, v := range in["value"] {
		d := in["dimension"][i]
		if !(d >= 1) || d != math.Trunc(d) || math.IsInf(d, 0) {
			return Answer{}, fmt.Errorf("apply %s: item %d: dimension %v is not a number from 1 on", id, i+1, d)
		}
		lower, upper := in["lower_post"][i], in["upper_post"][i]
		if i < len(in["logarithm"]) && in["logarithm"][i] == 1 {
			if v <= 0 || lower <= 0 {
				return Answer{}, fmt.Errorf("apply %s: item %d: no logarithm of %v, lower post %v", id, i+1, v, lower)
			}
			v, lower, upper = math.Log(v), math.Log(lower), math.Log(upper)
		}
		if math.IsInf(v, 0) || math.IsInf(lower, 0) || math.IsInf(upper, 0) {
			return Answer{}, fmt.Errorf("apply %s: item %d: value %v between %v and %v", id, i+1, v, lower, upper)
		}
		z, err := composite.Normalise([]float64{v}, false, composite.Normalisation{Kind: composite.Goalposts}, composite.Posts{Lower: lower, Upper: upper})
		if err != nil {
			return Answer{}, fmt.Errorf("apply %s: item %d: %w", id, i+1, err)
		}
		byDimension[d] = append(byDimension[d], z[0])
	}
	var means []float64
	for _, items := range byDimension {
		mean := 0.0
		for _, v := range known(items) {
			mean += v / float64(len(items))
		}
		if len(known(items)) < len(items) {
			return Answer{Values: map[string]float64{"index": math.NaN()}}, nil // missing: no index
		}
		means = append(means, mean)
	}
	slices.Sort(means)
	index := math.NaN()
	for k, m := range means {
		if k == 0 {
			index = 0
		}
		index += m / float64(len(means))
	}
	return Answer{Values: map[string]float64{"index": index}}, nil
}

// runCompositeSobol holds the sensitivity analysis against a function whose
// indices are known, Ishigami's sin x1 + a sin^2 x2 + b x3^4 sin x1.
func runCompositeSobol(in Columns, _ Parameters) (Answer, error) {
	const id = "composite_sobol"
	a, b, n := in.one("a"), in.one("b"), in.one("base_points")
	if math.IsNaN(a) || math.IsNaN(b) {
		return Answer{}, nil
	}
	if math.IsNaN(n) {
		n = 8192
	}
	if n != math.Trunc(n) || n < 2 || n > 1<<16 || math.Abs(a) > 1e6 || math.Abs(b) > 1e6 {
		return Answer{}, fmt.Errorf("apply %s: a %v, b %v, %v base points: numbers within a million and 2 to 65536 points are expected", id, a, b, n)
	}
	got, err := composite.Sobol(func(u []float64) float64 {
		x := func(i int) float64 { return math.Pi * (2*u[i] - 1) }
		s := math.Sin(x(1))
		return math.Sin(x(0)) + a*s*s + b*math.Pow(x(2), 4)*math.Sin(x(0))
	}, 3, composite.Plan{N: int(n)})
	if err != nil {
		return Answer{}, fmt.Errorf("apply %s: %w", id, err)
	}
	out := map[string]float64{}
	for i, g := range got {
		out[fmt.Sprintf("first_%d", i+1)], out[fmt.Sprintf("total_%d", i+1)] = g.First, g.Total
	}
	return Answer{Values: out}, nil
}
